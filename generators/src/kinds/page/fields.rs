//! The fields of a page, as they are typed: `title:string!`. Loco's own parser reads them.

use heck::{ToKebabCase, ToPascalCase, ToSnakeCase};
use loco_gen::column::{Column, ColumnKind, ScalarType, parse_column};
use serde::Serialize;

use crate::{Error, Result, Tree, refuse};

/// What every row has already.
const THERE: [&str; 10] = [
    "id", "group", "group_id", "author", "author_id", "created_at", "updated_at", "made", "heading", "may_change",
];

/// What a model's file calls something else.
const TYPES: [&str; 12] = [
    "ActiveModel", "Author", "Column", "Entity", "Entry", "Listing", "Model", "Refusals", "Relation", "SaveError",
    "Standing", "Typed",
];

const KEYWORDS: [&str; 42] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "true", "type", "use",
];

/// A field, with what the templates say of it in Rust and HTML.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// In forms and structs: `cooked_on`.
    pub name: String,
    /// In texts: `cooked-on`.
    pub kebab: String,
    /// What people read: `Cooked on`.
    pub label: String,
    /// In the table.
    pub column: String,
    pub pascal: String,
    pub required: bool,
    pub unique: bool,
    /// How its column is made.
    pub migration: String,
    /// As the entity has it.
    pub rust: String,
    /// What the entity says of its column, e.g. `column_type = "Text"`.
    pub attribute: String,
    /// Which control of a form it is.
    pub input: &'static str,
    /// More of the control's attributes.
    pub attributes: String,
    /// How it is read from what was typed.
    pub read: String,
    /// How it is written into a form; `row` is the row.
    pub write: String,
    /// What a page gets of it.
    pub view: &'static str,
    pub shown: String,
    /// The choices.
    pub choices: Vec<Choice>,
    /// The table that it leads to.
    pub target: Option<String>,
    /// The part of an address that shows what it leads to.
    pub link: Option<String>,
    /// What helps with it: a part of a text's key.
    pub help: Option<&'static str>,
    /// What a test types, and another thing; empty for nothing.
    pub sample: String,
    pub other: String,
    /// What is refused, if anything is.
    pub wrong: Option<String>,
    /// What a page shows of the sample in English.
    pub seen: String,
    /// How a test makes as many as it likes: an expression in `n`.
    pub series: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    pub value: String,
    pub variant: String,
    pub label: String,
}

/// Reads all fields.
///
/// # Errors
/// For the first that is none, with what would be one.
pub fn parse(tree: &Tree, typed: &[String]) -> Result<Vec<Field>> {
    let mut fields: Vec<Field> = Vec::new();
    for typed in typed {
        let field = one(tree, typed)?;
        if fields.iter().any(|other| other.name == field.name || other.column == field.column) {
            return refuse(format!("There are two fields called {}.", field.name));
        }
        fields.push(field);
    }
    if fields.is_empty() {
        return refuse("A page needs a field at least, such as title:string!");
    }
    Ok(fields)
}

fn one(tree: &Tree, typed: &str) -> Result<Field> {
    let Some((name, spec)) = typed.split_once(':') else {
        return refuse(format!("{typed:?} has no type: a field is NAME:TYPE, such as title:string!"));
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.to_snake_case() == name;
    if !is_name || name.len() > 30 {
        return refuse(format!(
            "{name:?} is no name of a field: small letters, digits and underscores, 30 at most, such as cooked_on"
        ));
    }
    if KEYWORDS.contains(&name) {
        return refuse(format!("A field can't be called {name}: Rust means something else by it."));
    }
    if THERE.contains(&name) {
        return refuse(format!("Every row has its {name}, whatever its fields are."));
    }
    let column = parse_column(name, spec).map_err(|error| Error::Refused(format!("{typed}: {error}")))?;
    let is_small = match &column.kind {
        ColumnKind::Scalar(scalar) => !matches!(
            scalar,
            ScalarType::Text | ScalarType::Jsonb | ScalarType::Blob | ScalarType::VarBinary { .. } | ScalarType::BinaryLen { .. }
                | ScalarType::Enum { .. }
        ),
        ColumnKind::Array(_) | ColumnKind::Reference { .. } => false,
    };
    if column.unique && !is_small {
        return refuse(format!("{typed}: of its kind there can't be one of each value only (`^`). A string, a number or a day can be unique."));
    }
    match &column.kind {
        ColumnKind::Reference { .. } => reference(tree, &column),
        ColumnKind::Array(inner) => Ok(list(&column, inner)),
        ColumnKind::Scalar(ScalarType::Enum { values }) => choice(&column, values),
        ColumnKind::Scalar(scalar) => Ok(scalar_field(&column, scalar)),
    }
}

/// What all fields have in common.
fn field(name: &str, column: &Column) -> Field {
    let mut label = name.replace('_', " ");
    label[..1].make_ascii_uppercase();
    Field {
        name: name.to_owned(),
        kebab: name.to_kebab_case(),
        label,
        column: column.name.clone(),
        pascal: column.name.to_pascal_case(),
        required: !column.nullable,
        unique: column.unique,
        migration: String::new(),
        rust: String::new(),
        attribute: String::new(),
        input: "text",
        attributes: String::new(),
        read: String::new(),
        write: String::new(),
        view: "String",
        shown: String::new(),
        choices: Vec::new(),
        target: None,
        link: None,
        help: None,
        sample: String::new(),
        other: String::new(),
        wrong: None,
        seen: String::new(),
        series: "n.to_string()",
    }
}

/// What is of one type: how its column is made, what the entity has, and the rest.
struct Shape<'a> {
    /// `decimal_len`, and what follows the name: `, 8, 2`.
    column: (&'a str, String),
    rust: &'a str,
    column_type: String,
    input: &'static str,
    attributes: String,
    /// What makes an `Option` of what was typed.
    read: String,
    /// What makes a text of an `Option<&_>`, and of what a page shows a `&_`.
    write: &'a str,
    show: &'a str,
    samples: [&'a str; 2],
    wrong: Option<&'a str>,
    seen: &'a str,
}

impl Shape<'_> {
    fn of(self, column: &Column) -> Field {
        let field = field(&column.name, column);
        let name = &field.name;
        let (required, null) = (field.required, if field.required { "" } else { "_null" });
        let (function, more) = self.column;
        let written = if required { format!("&row.{name}") } else { format!("row.{name}.as_ref()") };
        let shown = if required {
            self.show.replace('$', &format!("&row.{name}"))
        } else {
            format!("row.{name}.as_ref().map(|value| {})", self.show.replace('$', "value"))
        };
        let mut attributes = Vec::new();
        if !self.column_type.is_empty() {
            attributes.push(format!("column_type = {:?}", self.column_type));
            if !required {
                attributes.push("nullable".to_owned());
            }
        }
        Field {
            migration: format!("{function}{null}({name:?}{more})"),
            rust: if required { self.rust.to_owned() } else { format!("Option<{}>", self.rust) },
            attribute: attributes.join(", "),
            input: self.input,
            attributes: self.attributes,
            read: if required { format!("fields::required({})", self.read) } else { self.read },
            write: self.write.replace('$', &written),
            view: if required { "String" } else { "Option<String>" },
            shown,
            sample: self.samples[0].to_owned(),
            other: self.samples[1].to_owned(),
            wrong: self.wrong.map(str::to_owned),
            seen: self.seen.to_owned(),
            ..field
        }
    }
}

fn scalar_field(column: &Column, scalar: &ScalarType) -> Field {
    use ScalarType as S;
    let name = &column.name;
    let value = format!("fields::value(&self.{name})");
    let number = |column_name, rust, step: &str, read: String| Shape {
        column: (column_name, String::new()),
        rust,
        column_type: String::new(),
        input: "number",
        attributes: format!(" step=\"{step}\""),
        read,
        write: "fields::written($)",
        show: "locale::number_of($)",
        samples: ["12", "13"],
        wrong: Some("many"),
        seen: "12",
    };
    let clock = |column_name, rust, input, show, samples, seen| Shape {
        column: (column_name, String::new()),
        rust,
        column_type: String::new(),
        input,
        attributes: String::new(),
        read: value.clone(),
        write: "fields::written($)",
        show,
        samples,
        wrong: Some("soon"),
        seen,
    };
    let decimal = |precision: u32, scale: u32| {
        let read = format!("fields::decimal(&self.{name}, {precision}, {scale})");
        let step = if scale == 0 { "1".to_owned() } else { format!("0.{}1", "0".repeat(scale as usize - 1)) };
        Shape {
            column: ("decimal_len", format!(", {precision}, {scale}")),
            column_type: format!("Decimal(Some(({precision}, {scale})))"),
            ..number("", "Decimal", &step, read)
        }
    };
    let bytes = |function, more, column_type: String, most: String| Shape {
        column: (function, more),
        rust: "Vec<u8>",
        column_type,
        input: "textarea",
        attributes: " spellcheck=\"false\"".to_owned(),
        read: format!("fields::bytes(&self.{name}, {most})"),
        write: "fields::written_bytes($)",
        show: "fields::written_bytes($)",
        samples: ["00ff", "01"],
        wrong: Some("xyz"),
        seen: "00ff",
    };
    let json = |function, column_type: &str| Shape {
        column_type: column_type.to_owned(),
        input: "textarea",
        attributes: " spellcheck=\"false\"".to_owned(),
        show: "fields::written($)",
        ..clock(function, "Json", "textarea", "", [r#"{"a":1}"#, "[1]"], r#"{"a":1}"#)
    };
    let natural = format!("fields::natural(&self.{name})");
    let shape = match scalar {
        S::String => Shape {
            column: ("string", String::new()),
            rust: "String",
            column_type: String::new(),
            input: "text",
            attributes: String::new(),
            read: format!("fields::line(&self.{name})"),
            write: "",
            show: "$.clone()",
            samples: ["One of them", "Another"],
            wrong: None,
            seen: "One of them",
        },
        S::Text => Shape {
            column: ("text", String::new()),
            rust: "String",
            column_type: "Text".to_owned(),
            input: "textarea",
            attributes: String::new(),
            read: format!("fields::text(&self.{name})"),
            write: "",
            show: "$.clone()",
            samples: ["What there is to say", "More"],
            wrong: None,
            seen: "What there is to say",
        },
        S::SmallInt => number("small_integer", "i16", "1", value),
        S::SmallUnsigned => Shape {
            attributes: " min=\"0\" step=\"1\"".to_owned(),
            ..number("small_integer", "i16", "1", natural)
        },
        S::Int | S::BigInt => number("big_integer", "i64", "1", value),
        S::Unsigned | S::BigUnsigned => Shape {
            attributes: " min=\"0\" step=\"1\"".to_owned(),
            ..number("big_integer", "i64", "1", natural)
        },
        S::Float => Shape {
            column_type: "Float".to_owned(),
            ..number("float", "f32", "any", value)
        },
        S::Double => Shape {
            column_type: "Double".to_owned(),
            ..number("double", "f64", "any", value)
        },
        S::Decimal => decimal(16, 4),
        S::DecimalLen { precision, scale } => decimal(*precision, *scale),
        S::Money => decimal(19, 2),
        S::Bool => return truth(column),
        S::Date => clock("date", "Date", "date", "locale::day($)", ["2026-11-23", "2026-11-24"], "23 November 2026"),
        S::Time => clock("time", "Time", "time", "locale::time($)", ["09:05", "10:00"], "09:05"),
        S::DateTime => clock(
            "date_time",
            "DateTime",
            "datetime-local",
            "locale::moment($)",
            ["2026-11-23T09:05", "2026-11-24T10:00"],
            "23 November 2026, 09:05",
        ),
        S::DateTimeTz => Shape {
            read: format!("fields::moment(&self.{name}, zone)"),
            write: "fields::written_at($, zone)",
            ..clock(
                "timestamp_with_time_zone",
                "DateTimeWithTimeZone",
                "datetime-local",
                "locale::moment(&$.with_timezone(&zone))",
                ["2026-11-23T09:05", "2026-11-24T10:00"],
                "23 November 2026, 09:05",
            )
        },
        S::Uuid => {
            let samples = ["67e55044-10b1-426f-9247-bb680e5fe0c8", "67e55044-10b1-426f-9247-bb680e5fe0c9"];
            clock("uuid", "Uuid", "text", "fields::written($)", samples, samples[0])
        }
        S::Json => json("json", "Json"),
        S::Jsonb => json("json_binary", "JsonBinary"),
        S::Blob => bytes("blob", String::new(), "Blob".to_owned(), "fields::BYTES".to_owned()),
        S::VarBinary { len } => {
            let column_type = format!("VarBinary(StringLen::N({len}))");
            bytes("var_binary", format!(", {len}"), column_type, len.to_string())
        }
        S::BinaryLen { len } => bytes("binary_len", format!(", {len}"), format!("Binary({len})"), len.to_string()),
        S::Enum { .. } => unreachable!("it has choices"),
    };
    let is_text = shape.rust == "String";
    let is_moment = matches!(scalar, S::DateTimeTz);
    let series = match scalar {
        S::String => "format!(\"number {n}\")",
        S::Date => "format!(\"2026-01-{:02}\", n + 1)",
        S::Time => "format!(\"09:{n:02}\")",
        S::DateTime => "format!(\"2026-11-23T09:{n:02}\")",
        S::Uuid => "format!(\"67e55044-10b1-426f-9247-bb680e5fe0{n:02x}\")",
        _ => "n.to_string()",
    };
    let mut field = Field { series, ..shape.of(column) };
    if is_text {
        let empty = if field.required { "" } else { ".unwrap_or_default()" };
        field.write = format!("row.{name}.clone(){empty}");
        field.shown = format!("row.{name}.clone()");
    }
    if matches!(scalar, S::Blob | S::VarBinary { .. } | S::BinaryLen { .. }) {
        field.help = Some("bytes");
    }
    if is_moment {
        field.shown = field.shown.replace("&&", "&").replace("&row", "row");
    }
    field
}

/// A box to tick. Where it is required, its column is not null, and it may be left empty all the same.
fn truth(column: &Column) -> Field {
    let field = field(&column.name, column);
    let (name, required) = (&field.name, field.required);
    let ticked = format!("fields::ticked(&self.{name})");
    let is_true = if required { format!("row.{name}") } else { format!("row.{name} == Some(true)") };
    Field {
        migration: format!("boolean{}({name:?})", if required { "" } else { "_null" }),
        rust: if required { "bool" } else { "Option<bool>" }.to_owned(),
        input: "checkbox",
        read: if required { format!("Ok({ticked})") } else { format!("Ok(Some({ticked}))") },
        write: format!("if {is_true} {{ \"on\".to_owned() }} else {{ String::new() }}"),
        view: "bool",
        shown: is_true,
        required: false,
        sample: "on".to_owned(),
        seen: "Yes".to_owned(),
        ..field
    }
}

fn choice(column: &Column, values: &[String]) -> Result<Field> {
    let field = field(&column.name, column);
    let name = &field.name;
    if TYPES.contains(&field.pascal.as_str()) {
        return refuse(format!("Choices can't be called {name}: the model has something else of this name."));
    }
    let mut choices: Vec<Choice> = Vec::new();
    for value in values {
        let is_plain = value.starts_with(|c: char| c.is_ascii_lowercase())
            && value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let variant = value.to_pascal_case();
        if !is_plain || variant == "Self" || choices.iter().any(|other| other.variant == variant) {
            return refuse(format!(
                "{name}: {value:?} is no choice, or is there already: small letters, digits and underscores, such as enum:easy,hard"
            ));
        }
        let mut label = value.replace('_', " ");
        label[..1].make_ascii_uppercase();
        choices.push(Choice { value: value.clone(), variant, label });
    }
    let read = format!("fields::choice(&self.{name}, &{}::ALL.map({}::as_str))", field.pascal, field.pascal);
    let required = field.required;
    let of = |index: usize| choices[index.min(choices.len() - 1)].value.clone();
    Ok(Field {
        migration: format!("string{}({name:?})", if required { "" } else { "_null" }),
        rust: if required { "String" } else { "Option<String>" }.to_owned(),
        input: "select",
        read: if required { format!("fields::required({read})") } else { read },
        write: format!("row.{name}.clone(){}", if required { "" } else { ".unwrap_or_default()" }),
        view: if required { "String" } else { "Option<String>" },
        shown: format!("row.{name}.clone()"),
        sample: of(0),
        other: of(1),
        wrong: Some("another-one".to_owned()),
        seen: choices[0].label.clone(),
        choices,
        ..field
    })
}

/// A list, a line for each of its values.
fn list(column: &Column, inner: &ScalarType) -> Field {
    let name = &column.name;
    let (reader, samples, wrong) = match inner {
        ScalarType::Int | ScalarType::BigInt => ("fields::value::<i64>", ["12", "13"], Some("many")),
        ScalarType::Float | ScalarType::Double => ("fields::value::<f64>", ["1.5", "2.5"], Some("many")),
        ScalarType::Bool => ("fields::value::<bool>", ["true", "false"], Some("many")),
        _ => ("fields::line", ["one", "another"], None),
    };
    let shape = Shape {
        column: ("json_binary", String::new()),
        rust: "Json",
        column_type: "JsonBinary".to_owned(),
        input: "textarea",
        attributes: String::new(),
        read: format!("fields::list(&self.{name}, {reader})"),
        write: "fields::written_list($)",
        show: "fields::written_list($)",
        samples,
        wrong,
        seen: samples[0],
    };
    Field { help: Some("list"), ..shape.of(column) }
}

/// Somebody, or a row of the same group: what others keep elsewhere can't be named.
fn reference(tree: &Tree, column: &Column) -> Result<Field> {
    let ColumnKind::Reference { target, fk_field } = &column.kind else {
        unreachable!("it is one");
    };
    let table = cruet::Inflector::to_plural(target.as_str());
    let entity = format!("src/models/_entities/{table}.rs");
    let Some(entity) = tree.read(&entity)? else {
        return refuse(format!("{target}: there is no table {table} to lead to ({entity} is missing)."));
    };
    if table != "users" && !entity.contains("pub group_id: i64") {
        return refuse(format!(
            "{target}: a row may lead to users and to what belongs to its group. {table} have no group_id, so that nobody \
             could say who may see them."
        ));
    }
    if table != "users" && !column.nullable {
        return refuse(format!(
            "{target}: what leads to {table} may be left empty, because those can be deleted: {target}:references?"
        ));
    }
    let key = fk_field.clone().unwrap_or_else(|| format!("{target}_id"));
    let name = key.strip_suffix("_id").unwrap_or(&key).to_owned();
    let is_free = !THERE.contains(&key.as_str()) && !THERE.contains(&name.as_str()) && !KEYWORDS.contains(&name.as_str());
    if !is_free || key.to_snake_case() != key {
        return refuse(format!("{key} can't be what leads to {table}: give another name, such as {target}:references:second_{target}_id"));
    }
    let column = Column {
        name: key.clone(),
        ..column.clone()
    };
    let field = field(&name, &column);
    let required = field.required;
    let read = if table == "users" {
        format!("fields::person(db, &self.{name}).await?")
    } else {
        format!(
            "fields::of_group::<{table}::Entity>(db, [{table}::Column::Id, {table}::Column::GroupId], group_id, &self.{name}).await?"
        )
    };
    let is_person = table == "users";
    Ok(Field {
        migration: format!("big_integer{}({key:?})", if required { "" } else { "_null" }),
        rust: if required { "i64" } else { "Option<i64>" }.to_owned(),
        input: if is_person { "person" } else { "row" },
        attributes: if is_person { String::new() } else { " min=\"1\" step=\"1\"".to_owned() },
        read: if required { format!("fields::required({read})") } else { read },
        write: String::new(),
        view: if is_person { "Option<Person>" } else { "Option<i64>" },
        shown: match (is_person, required) {
            (true, _) => format!("entry.{name}.as_ref().map(Person::from)"),
            (false, true) => format!("Some(row.{key})"),
            (false, false) => format!("row.{key}"),
        },
        sample: if is_person { "ada" } else { "" }.to_owned(),
        other: if is_person { "ada" } else { "" }.to_owned(),
        wrong: Some(if is_person { "nobody" } else { "999999" }.to_owned()),
        seen: if is_person { "ada" } else { "" }.to_owned(),
        help: Some(if is_person { "person" } else { "row" }),
        link: (!is_person && tree.has(&format!("src/controllers/{table}.rs"))).then(|| table.to_kebab_case()),
        target: Some(table),
        ..field
    })
}
