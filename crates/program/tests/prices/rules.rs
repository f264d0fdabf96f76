//! What files of prices come with, and what becomes of it.

use ffi_workbench_cli::prices::{DateFormat, Duplicates, Reading, weekly};

use crate::reading;

fn refused(text: &str, words: &[&str]) {
    let said = reading(text, &Reading::default()).expect_err(text);
    for word in words {
        assert!(said.contains(word), "no `{word}` in: {said}");
    }
}

/// Dates and prices as the file `text` gives them.
fn rows(text: &str, how: &Reading) -> Vec<(String, f64)> {
    let prices = reading(text, how).unwrap();
    prices.dates.iter().map(|date| date.to_string()).zip(prices.values).collect()
}

#[test]
fn rows_out_of_order_are_sorted_and_said_to_be() {
    let prices = reading("date,price\n2024-01-03,3\n2024-01-01,1\n2024-01-02,2\n", &Reading::default()).unwrap();
    assert_eq!((prices.values, prices.sorted), (vec![1.0, 2.0, 3.0], true));
    assert!(!reading("date,price\n2024-01-01,1\n2024-01-02,2\n", &Reading::default()).unwrap().sorted);
}

#[test]
fn duplicate_dates_are_refused_with_both_rows_named() {
    refused(
        "date,price\n2024-01-02,1\n2024-01-01,2\n2024-01-02,3\n",
        &["row 3, line 4", "2024-01-02", "row 1, line 2"],
    );
}

#[test]
fn duplicate_dates_are_what_the_reader_chooses() {
    let text = "date,price\n2024-01-02,1\n2024-01-01,2\n2024-01-02,3\n2024-01-02,4\n";
    for (duplicates, price) in [(Duplicates::First, 1.0), (Duplicates::Last, 4.0)] {
        let prices = reading(text, &Reading { duplicates, ..Reading::default() }).unwrap();
        assert_eq!((prices.values, prices.duplicates), (vec![2.0, price], 2), "{duplicates:?}");
    }
}

#[test]
fn a_row_without_a_price_is_left_out_and_counted() {
    let prices =
        reading("date,close\n2024-01-01,1\n2024-01-02,\n2024-01-03,null\n2024-01-04,NaN\n", &Reading::default());
    let prices = prices.unwrap();
    assert_eq!((prices.values, prices.empty), (vec![1.0], 3));
}

#[test]
fn a_gap_is_weeks_without_a_price() {
    let prices = reading("date,price\n2024-01-07,1\n2024-01-22,2\n", &Reading::default()).unwrap();
    let weeks: Vec<_> = weekly(&prices).into_iter().map(|week| (week.end.to_string(), week.count, week.mean)).collect();
    assert_eq!(weeks.len(), 4);
    assert_eq!(weeks[0], ("2024-01-07".to_owned(), 1, 1.0));
    assert_eq!((weeks[1].0.as_str(), weeks[1].1, weeks[1].2.is_nan()), ("2024-01-14", 0, true));
    assert_eq!(weeks[3], ("2024-01-28".to_owned(), 1, 2.0));
}

#[test]
fn a_week_ends_with_the_last_second_of_its_sunday() {
    let text = "time,price\n2024-01-07 23:59:59,1\n2024-01-08 00:00:00,5\n2024-01-01,3\n";
    let weeks = weekly(&reading(text, &Reading::default()).unwrap());
    assert_eq!(weeks.len(), 2);
    assert_eq!((weeks[0].open, weeks[0].last, weeks[0].mean, weeks[1].mean), (3.0, 1.0, 2.0, 5.0));
}

#[test]
fn the_clock_counts_as_written_whatever_the_time_zone() {
    // An hour apart in the world, and in the order of their clocks.
    let text = "time,price\n2024-03-10T01:00:00-05:00,1\n2024-03-10T03:00:00-04:00,2\n2024-03-10T02:00:00Z,3\n";
    let clocks: Vec<_> = rows(text, &Reading::default()).into_iter().collect();
    let expected = [("2024-03-10T01:00:00", 1.0), ("2024-03-10T02:00:00", 3.0), ("2024-03-10T03:00:00", 2.0)];
    assert_eq!(clocks, expected.map(|(date, price)| (date.to_owned(), price)));
}

#[test]
fn seconds_since_1970_and_smaller_units_are_utc() {
    for zeros in ["", "000", "000000", "000000000"] {
        let rows = rows(&format!("timestamp,price\n1704067200{zeros},1\n1704153600{zeros},2\n"), &Reading::default());
        assert_eq!(rows[0].0, "2024-01-01T00:00:00", "{zeros}");
        assert_eq!(rows[1].0, "2024-01-02T00:00:00", "{zeros}");
    }
}

#[test]
fn columns_are_told_by_their_names_their_place_or_the_reader() {
    let first = |text: &str, how: &Reading| rows(text, how)[0].clone();
    let answer = ("2024-01-01T00:00:00".to_owned(), 2.5);
    for text in [
        "Date,Open,Close\n2024-01-01,1,2.5\n",
        "volume,PRICE,Timestamp\n7,2.5,1704067200\n",
        ",AAPL\n2024-01-01,2.5\n",
        "2024-01-01,2.5\n2024-01-02,3\n",
        "\u{feff}date,price\r\n 2024-01-01 , 2.5\r\n",
    ] {
        assert_eq!(first(text, &Reading::default()), answer, "{text}");
    }
    let named = Reading { date: Some("when".into()), price: Some("bid".into()), ..Reading::default() };
    assert_eq!(first("bid,ask,when\n2.5,3,2024-01-01\n", &named), answer);
    let german = Reading { format: Some(DateFormat::new("%d.%m.%Y").unwrap()), ..Reading::default() };
    assert_eq!(first("date,price\n01.01.2024,2.5\n", &german), answer);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_row() {
    refused("date,price\n2024-01-01,1\n2024-13-01,2\n", &["row 2, line 3", "`date`", "`2024-13-01`", "not a date"]);
    refused("date,price\n2024-01-01,1\n2024-01-02,abc\n", &["row 2, line 3", "`price`", "`abc`", "finite number"]);
    refused("date,price\n2024-01-01,inf\n", &["row 1, line 2", "`inf`"]);
    refused("date,price\n,1\n", &["row 1, line 2", "an empty cell", "not a date"]);
    let seconds = "1704067200,1\n".repeat(10_000);
    refused(
        &format!("date,price\n{seconds}1704067200000,1\n"),
        &["row 10001", "1704067200000", "not seconds since 1970"],
    );
    refused("date,price\n2024-01-01,1\n2024-01-02\n", &["line 3"]);
}

#[test]
fn a_file_without_prices_is_refused() {
    refused("", &["empty"]);
    refused("date,price\n", &["no row with a price"]);
    refused("date,price\n2024-01-01,\n", &["no row with a price"]);
    refused("price\n1\n", &["one column", "`price`"]);
    refused("a,b,c\n1,2,3\n", &["dates", "a, b, c", "--date"]);
    refused("date,b,c\n2024-01-01,2,3\n", &["prices", "date, b, c", "--price"]);
    let same = Reading { date: Some("b".into()), price: Some("b".into()), ..Reading::default() };
    assert!(reading("a,b\n1,2\n", &same).unwrap_err().contains("both"));
    let none = Reading { date: Some("day".into()), ..Reading::default() };
    assert!(reading("a,b\n1,2\n", &none).unwrap_err().contains("no column `day`; its columns are a, b"));
}
