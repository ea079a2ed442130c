//! The five seed articles: what is named where.

#![allow(clippy::format_push_string, clippy::format_collect)] // messages of failing tests

use std::collections::BTreeSet;

use onrecord::entity::gazetteer::{Alias, CaseRule, Entity};
use onrecord::entity::{EntityRef, EntityType};
use onrecord::text::Surface;
use onrecord::{CharIndex, Gazetteer, entity::mentions};
use serde_json::Value;

/// `seeds/entities.csv`, which has no quoted fields.
fn seeds_list() -> Gazetteer {
    let file = include_str!("../seeds/entities.csv");
    let rows = file.lines().skip(1).map(|line| {
        let mut fields = line.split(',');
        let mut field = || fields.next().unwrap_or("");
        let (name, kind, aliases, case) = (field(), field(), field(), field());
        let case = match case {
            "exact" => CaseRule::Exact,
            "fold" => CaseRule::Fold,
            _ => CaseRule::Auto,
        };
        let alias = |text: &str| Alias { text: text.to_owned(), case };
        Entity {
            aliases: aliases.split('|').filter(|a| !a.is_empty()).map(alias).collect(),
            ..Entity::new(name, EntityType::from_name(kind).unwrap(), &[])
        }
    });
    Gazetteer::new(rows.collect()).unwrap()
}

#[test]
fn mentions_of_the_seeds() {
    let list = seeds_list();
    let (mut right, mut predicted, mut wanted) = (0, 0, 0);
    let mut log = String::new();
    for line in include_str!("gold/seeds.jsonl").lines() {
        let gold: Value = serde_json::from_str(line).unwrap();
        let id = gold["id"].as_str().unwrap();
        let text = std::fs::read_to_string(format!("seeds/{id}.txt")).unwrap();
        let chars = CharIndex::new(&text).unwrap();
        let core: Vec<(u64, u64)> = gold["zones"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|z| ["title", "subtitle", "body", "caption"].contains(&z["kind"].as_str().unwrap()))
            .map(|z| (z["span"][0].as_u64().unwrap(), z["span"][1].as_u64().unwrap()))
            .collect();
        let in_core = |start: u64| core.iter().any(|z| z.0 <= start && start < z.1);
        let key = |m: &Value| {
            (m["span"][0].as_u64().unwrap(), m["span"][1].as_u64().unwrap(), m["entity"].as_str().unwrap().to_owned())
        };
        let all = gold["mentions"].as_array().unwrap();
        let may: BTreeSet<_> = all.iter().map(key).collect();
        let must: BTreeSet<_> = all
            .iter()
            .filter(|m| in_core(m["span"][0].as_u64().unwrap()))
            .filter(|m| !["adjectival", "descriptive"].contains(&m["form"].as_str().unwrap_or("")))
            .map(key)
            .collect();
        let surface = Surface::new(&text, None);
        let named = mentions::find(&surface, &list);
        let got: BTreeSet<_> = named
            .mentions
            .iter()
            .map(|m| {
                let name = match m.entity {
                    EntityRef::Listed(id) => list.entity(id).name.to_owned(),
                    EntityRef::Found(i) => named.found[i as usize].name.clone(),
                };
                (u64::from(chars.char_at(&text, m.span.start)), u64::from(chars.char_at(&text, m.span.end)), name)
            })
            .filter(|m| in_core(m.0))
            .collect();
        right += got.intersection(&must).count();
        wanted += must.len();
        predicted += got.iter().filter(|m| must.contains(m) || !may.contains(m)).count();
        let words = |s: u64, e: u64| text.chars().skip(s as usize).take((e - s) as usize).collect::<String>();
        for (s, e, name) in must.difference(&got) {
            log += &format!("missed {id} {s} {:?} {name}\n", words(*s, *e));
        }
        for (s, e, name) in got.difference(&may) {
            log += &format!("spurious {id} {s} {:?} {name}\n", words(*s, *e));
        }
    }
    let f1 = 200.0 * f64::from(right as u32) / f64::from((predicted + wanted) as u32);
    assert!(f1 >= 97.0, "mention F1 {f1:.1} ({right} right, {predicted} predicted, {wanted} wanted)\n{log}");
    println!("mention F1 {f1:.1}\n{log}");
}
