//! Places, people and orders in messages without words, as a line to read.
//!
//! Owns which of their fields a person needs. What the platform sent as text stays as it was.

use crate::channels::json::Json;

/// A place: `Café, 1 rue X (48.85, 2.35)`.
pub(super) fn place(location: &Json) -> Option<String> {
    let coordinates = location.any(&["coordinates"]);
    let at = if coordinates.is_null() { location } else { coordinates };
    let latitude = at.any(&["latitude", "lat"]).written();
    let longitude = at.any(&["longitude", "long", "lng"]).written();
    let point = latitude.zip(longitude).map(|(latitude, longitude)| format!("({latitude}, {longitude})"));
    let named = ["name", "title", "address"].map(|key| location.get(key).text());
    let mut words: Vec<&str> = named.into_iter().flatten().collect();
    words.dedup();
    let parts: Vec<String> =
        [Some(words.join(", ")), point].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// People somebody shared: `Zoé Lenoir, +33 6 39 98 01 01`.
pub(super) fn people(contacts: &Json) -> Option<String> {
    let spoken = |person: &Json| {
        let name = person.get("name").any(&["formatted_name", "first_name"]).text();
        let phones = person.get("phones").list().iter().filter_map(|phone| phone.get("phone").written());
        let emails = person.get("emails").list().iter().filter_map(|email| email.get("email").text());
        let parts: Vec<&str> = name.into_iter().chain(phones).chain(emails).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    let all: Vec<String> = contacts.list().iter().filter_map(spoken).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// What somebody ordered: `2 × SKU1 (10 EUR)`.
pub(super) fn order(order: &Json) -> Option<String> {
    let spoken = |item: &Json| {
        let product = item.get("product_retailer_id").written()?;
        let quantity = item.get("quantity").written().unwrap_or("1");
        let price = item.get("item_price").written().map(|price| {
            let currency = item.get("currency").text().unwrap_or_default();
            format!(" ({price} {currency})")
        });
        Some(format!("{quantity} × {product}{}", price.unwrap_or_default()))
    };
    let all: Vec<String> = order.get("product_items").list().iter().filter_map(spoken).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spoken: fn(&Json) -> Option<String>, json: &str, expected: Option<&str>) {
        assert_eq!(spoken(&Json::read(json)).as_deref(), expected);
    }

    #[test]
    fn what_was_sent_can_be_read() {
        check(
            place,
            r#"{"latitude":48.85,"longitude":2.35,"name":"Café","address":"1 rue X"}"#,
            Some("Café, 1 rue X (48.85, 2.35)"),
        );
        check(place, r#"{"coordinates":{"lat":"1.5","long":2}}"#, Some("(1.5, 2)"));
        check(place, r#"{"name":"Here"}"#, Some("Here"));
        check(place, "{}", None);
        check(people, r#"[{"name":{"formatted_name":"Zoé"},"phones":[{"phone":"+33"}]},{}]"#, Some("Zoé, +33"));
        check(people, "[]", None);
        let items =
            r#"{"product_items":[{"product_retailer_id":"SKU1","quantity":2,"item_price":10,"currency":"EUR"}]}"#;
        check(order, items, Some("2 × SKU1 (10 EUR)"));
        check(order, "null", None);
    }
}
