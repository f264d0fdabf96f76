//! `prices`: its example, its tables, its picture.

use std::fs;

use ffi_workbench::work::RSI;

use crate::{Sandbox, languages};

/// A sandbox with an example in it.
fn with_example(days: u32) -> Sandbox {
    let sandbox = Sandbox::new();
    let text = sandbox.printed(&format!("prices --example --days {days}"));
    sandbox.put("prices.csv", text);
    sandbox
}

#[test]
fn the_example_is_business_days_and_follows_its_seed() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("prices --example --days 7");
    let dates: Vec<_> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let expected = ["01", "02", "03", "06", "07", "08", "09"].map(|day| format!("2020-01-{day}"));
    assert_eq!(dates, expected);
    assert_eq!(text, sandbox.printed("prices --example --days 7 --seed 1"));
    assert_ne!(text, sandbox.printed("prices --example --days 7 --seed 2"));
    assert_eq!(sandbox.printed("prices --example").lines().count(), 1001);
}

#[test]
fn every_language_gives_the_same_table() {
    let sandbox = with_example(100);
    let tables = languages(&RSI)
        .into_iter()
        .map(|language| sandbox.printed(&format!("prices prices.csv --format csv --language {language}")));
    let mut tables: Vec<_> = tables.collect();
    assert!(tables[0].starts_with("date,price,moving_average,rsi\n2020-01-01,"), "{}", tables[0]);
    assert_eq!(tables[0].lines().count(), 101);
    tables.dedup();
    assert_eq!(tables.len(), 1);
}

#[test]
fn each_part_is_a_table_of_its_own() {
    let sandbox = with_example(100);
    let weeks = sandbox.printed("prices prices.csv --format csv --part weeks");
    assert!(weeks.starts_with("week_end,count,mean,open,high,low,last\n2020-01-05,3,"), "{weeks}");
    let describe = sandbox.printed("prices prices.csv --format csv --part describe");
    assert!(describe.starts_with("column,count,mean,std,min,25%,50%,75%,max\nclose,100,"), "{describe}");
}

#[test]
fn one_json_document_has_all_of_it() {
    let sandbox = with_example(50);
    let text = sandbox.printed("prices prices.csv --format json --window 5 --period 3");
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&all["agrees"], &all["price_column"]), (&true.into(), &"close".into()));
    let days = all["days"].as_array().unwrap();
    assert_eq!((days.len(), all["describe"][0]["count"].as_u64()), (50, Some(50)));
    assert!(days[3]["moving_average"].is_null() && days[4]["moving_average"].is_f64());
    assert!(days[2]["rsi"].is_null() && days[3]["rsi"].is_f64());
    assert_eq!(all["weeks"][0]["week_end"], "2020-01-05");
}

#[test]
fn the_table_says_what_was_sorted_and_left_out() {
    let sandbox = Sandbox::new();
    let mut text = String::from("day,close\n");
    for day in (1..=20).rev() {
        text += &format!("2024-01-{day:02},{day}.5\n");
    }
    text += "2024-01-21,\n2024-02-20,3\n2024-02-20,4\n";
    sandbox.put("p.csv", text);
    let table = sandbox.printed("prices p.csv --window 3 --period 3 --duplicates last");
    for words in
        ["were sorted", "1 row, because its price is empty", "another row has its date", "31 days from 2024-01-20"]
    {
        assert!(table.contains(words), "no `{words}` in: {table}");
    }
    assert!(table.contains("count   21.000000\n"), "as pandas prints it: {table}");
    assert!(table.contains("| 2024-02-04 |    0 |        |"), "a week without a price: {table}");
}

#[test]
fn the_picture_has_both_panels_and_dates() {
    let sandbox = with_example(500);
    sandbox.printed("prices prices.csv --plot p.svg");
    let svg = fs::read_to_string(sandbox.path("p.svg")).unwrap();
    let words =
        ["price (close)", "weekly mean", "mean of 30 rows", "RSI of 14 rows", "30 and 70", "2020-07", "RSI in %"];
    for words in words {
        assert!(svg.contains(words), "no `{words}`");
    }
    assert!(svg.contains("<desc>ffi-workbench prices prices.csv --plot p.svg</desc>"));
}

#[test]
fn a_short_file_gives_the_statistics_it_can_and_says_what_is_empty() {
    let sandbox = Sandbox::new();
    sandbox.put("p.csv", "date,price\n2024-01-01,1\n2024-01-02,2\n");
    let table = sandbox.printed("prices p.csv --plot p.svg");
    for words in
        ["mean    1.500000", "moving average of 30 rows, in Rust: empty, because there are 2 rows", "RSI of 14 rows"]
    {
        assert!(table.contains(words), "no `{words}` in: {table}");
    }
    assert!(table.contains("in Rust: empty, because there are 1 change\n"), "{table}");
    let csv = sandbox.printed("prices p.csv --format csv --window 2");
    assert_eq!(csv, "date,price,moving_average,rsi\n2024-01-01,1.0,,\n2024-01-02,2.0,1.5,\n");
    let all: serde_json::Value = serde_json::from_str(&sandbox.printed("prices p.csv --format json")).unwrap();
    assert!(all["days"][1]["rsi"].is_null() && all["agrees"] == true);
    sandbox.put("one.csv", "date,price\n2024-01-01,1\n");
    let table = sandbox.printed("prices one.csv --plot p.svg");
    assert!(table.lines().any(|line| line.starts_with("std") && line.ends_with(" NaN")), "{table}");
}

#[test]
fn the_table_describes_every_column_of_numbers_and_names_the_others() {
    let sandbox = Sandbox::new();
    let mut text = String::from("Date,Open,High,Low,Close,Volume,Note,Late\n");
    for day in 1..=1200 {
        let (month, day) = (1 + (day / 28) % 12, 1 + day % 28);
        let year = 2020 + text.lines().count() / 337;
        let late = if text.lines().count() < 1100 { "1" } else { "none yet" };
        text += &format!("{year}-{month:02}-{day:02},2,4,1,3,5000000,x,{late}\n");
    }
    sandbox.put("p.csv", text);
    let table = sandbox.printed("prices p.csv --duplicates first");
    let heading = table.lines().find(|line| line.starts_with("        ")).expect("a heading");
    let names: Vec<_> = heading.split_whitespace().collect();
    assert_eq!(names, ["Open", "High", "Low", "Close", "Volume"], "{table}");
    assert!(table.contains("not described: column `Late`, where row "), "{table}");
    assert!(table.contains("`none yet` is not a number"), "{table}");
    let weeks = sandbox.printed("prices p.csv --duplicates first --format csv --part weeks");
    let second = weeks.lines().nth(2).unwrap();
    assert!(weeks.starts_with("week_end,count,mean,open,high,low,last,volume\n"), "{weeks}");
    assert!(second.ends_with(",7,3.0,2.0,4.0,1.0,3.0,35000000.0"), "{second}");
}
