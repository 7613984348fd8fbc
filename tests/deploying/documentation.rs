//! What `docs/deploying.md` tells operators.

const PAGE: &str = include_str!("../../docs/deploying.md");
const CONFIG: &str = include_str!("../../config/production.yaml");

#[test]
fn every_variable_is_in_the_table_with_its_default() {
    let variables = CONFIG.split("<%= get_env(name=\"").skip(1);
    let mut seen = 0;
    for variable in variables {
        let mut parts = variable.split('"');
        let (name, default) = (parts.next().expect("a name"), parts.nth(1).expect("a default"));
        let row = PAGE
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("{name} is not in the table"));
        let cell = if default.is_empty() {
            "| |".to_owned()
        } else {
            format!("| `{default}` |")
        };
        assert!(
            row.ends_with(&cell),
            "the default of {name} is {default:?}: {row}"
        );
        seen += 1;
    }
    assert!(seen > 5, "the variables are where they were");
}
