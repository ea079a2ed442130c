"""What the analysis finds in the seed articles, article by article."""

import textwrap

import onrecord

record = onrecord.analyze("seeds", "seeds/entities.csv")
for document in record.documents.df.itertuples():
    print(f"\n{document.title or document.doc_id}")
    for quote in record.quotes.where("doc_id", document.doc_id):
        who = quote["speaker"] or "(nobody is named)"
        said = textwrap.shorten(quote["text"], 100, placeholder=" …")
        print(f"  {quote['stance']:12} {who}: {said}")
