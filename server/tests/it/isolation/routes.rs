//! The route table, read as text, so that no route is forgotten.

use std::collections::BTreeSet;

use regex::Regex;

/// A method and a path as the table spells it: `GET /{account}/teams/{id}`.
pub fn routes() -> BTreeSet<String> {
    let table = include_str!("../../../src/http/routes.rs");
    let route = Regex::new(r#"\.route\("([^"]+)", (.+)\)"#).unwrap();
    let method = Regex::new(r"\b(get|post|put|patch|delete|update)\(").unwrap();
    let mut routes = BTreeSet::new();
    for found in route.captures_iter(table) {
        for method in method.captures_iter(&found[2]) {
            let methods: &[&str] = match &method[1] {
                "get" => &["GET"],
                "post" => &["POST"],
                "put" => &["PUT"],
                "patch" => &["PATCH"],
                "delete" => &["DELETE"],
                _ => &["PUT", "PATCH"],
            };
            routes.extend(methods.iter().map(|method| format!("{method} {}", &found[1])));
        }
    }
    routes
}

#[test]
fn the_route_table_can_be_read() {
    let routes = routes();

    assert!(routes.len() > 70, "only {} routes were found", routes.len());
    for route in [
        "GET /health",
        "PATCH /{account}",
        "PUT /{account}/teams/{id}",
        "DELETE /{account}/teams/{id}/team_members",
        "DELETE /{account}/conversations/{id}/messages/{sub}",
    ] {
        assert!(routes.contains(route), "{route} was not found");
    }
}
