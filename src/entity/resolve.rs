//! Whom a phrase stands for.
