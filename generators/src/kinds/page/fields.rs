//! The fields of a page, as they are typed: `title:string!`. Loco's own parser reads them.

use heck::{ToKebabCase, ToPascalCase, ToSnakeCase};
use loco_gen::column::{Column, ColumnKind, ScalarType, parse_column};
use serde::Serialize;

use crate::{Error, Result, Tree, refuse};

/// What every row has already.
const THERE: [&str; 11] = [
    "id",
    "group",
    "group_id",
    "author",
    "author_id",
    "created_at",
    "updated_at",
    "folded",
    "made",
    "heading",
    "may_change",
];

/// What a model's file calls something else.
const TYPES: [&str; 14] = [
    "ActiveModel",
    "Author",
    "Column",
    "Entity",
    "Entry",
    "Listing",
    "Model",
    "Named",
    "Offered",
    "Refusals",
    "Relation",
    "SaveError",
    "Standing",
    "Typed",
];

const ENTITIES: &str = "src/models/_entities";

/// What the entity of something that belongs to a group has.
const OF_GROUP: &str = "pub group_id: i64";

/// What a page's model has where its rows have names.
const NAMED: &str = "pub const NAMED: [Column; 4]";

const KEYWORDS: [&str; 42] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "true", "type", "use",
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
    /// What it leads to has names, by which it is chosen and shown.
    pub named: bool,
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
        if fields
            .iter()
            .any(|other| other.name == field.name || other.column == field.column)
        {
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
        return refuse(format!(
            "{typed:?} has no type: a field is NAME:TYPE, such as title:string!"
        ));
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.to_snake_case() == name;
    if !is_name || name.len() > 30 {
        return refuse(format!(
            "{name:?} is no name of a field: small letters, digits and underscores, 30 at most, such as cooked_on"
        ));
    }
    if KEYWORDS.contains(&name) {
        return refuse(format!(
            "A field can't be called {name}: Rust means something else by it."
        ));
    }
    if THERE.contains(&name) {
        return refuse(format!("Every row has its {name}, whatever its fields are."));
    }
    let column = parse_column(name, spec).map_err(|error| Error::Refused(format!("{typed}: {error}")))?;
    let is_small = match &column.kind {
        ColumnKind::Scalar(scalar) => !matches!(
            scalar,
            ScalarType::Text
                | ScalarType::Jsonb
                | ScalarType::Blob
                | ScalarType::VarBinary { .. }
                | ScalarType::BinaryLen { .. }
                | ScalarType::Enum { .. }
        ),
        ColumnKind::Array(_) | ColumnKind::Reference { .. } => false,
    };
    if column.unique && !is_small {
        return refuse(format!(
            "{typed}: of its kind there can't be one of each value only (`^`). A string, a number or a day can be unique."
        ));
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
        named: false,
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
        let written = if required {
            format!("&row.{name}")
        } else {
            format!("row.{name}.as_ref()")
        };
        let shown = if required {
            self.show.replace('$', &format!("&row.{name}"))
        } else if let Some(function) = self.show.strip_suffix("($)") {
            format!("row.{name}.as_ref().map({function})")
        } else {
            format!(
                "row.{name}.as_ref().map(|value| {})",
                self.show.replace('$', "value")
            )
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
            rust: if required {
                self.rust.to_owned()
            } else {
                format!("Option<{}>", self.rust)
            },
            attribute: attributes.join(", "),
            input: self.input,
            attributes: self.attributes,
            read: if required {
                format!("fields::required({})", self.read)
            } else {
                self.read
            },
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
    let shape = match scalar {
        S::String | S::Text => return words(column, matches!(scalar, S::Text)),
        S::DateTimeTz => return moment(column),
        S::Bool => return truth(column),
        S::Blob => return bytes(column, ("blob", None), "Blob".to_owned()),
        S::VarBinary { len } => {
            return bytes(
                column,
                ("var_binary", Some(*len)),
                format!("VarBinary(StringLen::N({len}))"),
            );
        }
        S::BinaryLen { len } => return bytes(column, ("binary_len", Some(*len)), format!("Binary({len})")),
        S::Json => json(name, "json", "Json"),
        S::Jsonb => json(name, "json_binary", "JsonBinary"),
        S::Decimal => decimal(name, 16, 4),
        S::DecimalLen { precision, scale } => decimal(name, *precision, *scale),
        S::Money => decimal(name, 19, 2),
        S::Date => plain(
            name,
            ("date", "Date"),
            "date",
            "locale::day($)",
            ["2026-11-23", "2026-11-24", "23 November 2026"],
        ),
        S::Time => plain(
            name,
            ("time", "Time"),
            "time",
            "locale::time($)",
            ["09:05", "10:00", "09:05"],
        ),
        S::DateTime => plain(
            name,
            ("date_time", "DateTime"),
            "datetime-local",
            "locale::moment($)",
            MOMENTS,
        ),
        S::Uuid => plain(name, ("uuid", "Uuid"), "text", "fields::written($)", UUIDS),
        S::Float => real(name, "float", "f32", "Float"),
        S::Double => real(name, "double", "f64", "Double"),
        S::SmallInt => number(name, "small_integer", "i16"),
        S::SmallUnsigned => natural(name, "small_integer", "i16"),
        S::Int | S::BigInt => number(name, "big_integer", "i64"),
        S::Unsigned | S::BigUnsigned => natural(name, "big_integer", "i64"),
        S::Enum { .. } => unreachable!("it has choices"),
    };
    let series = match scalar {
        S::Date => "format!(\"{}-11-23\", 2026 + n)",
        S::Time => "format!(\"{:02}:{:02}\", n / 60, n % 60)",
        S::DateTime => "format!(\"2026-11-23T{:02}:{:02}\", n / 60, n % 60)",
        S::Uuid => "format!(\"67e55044-10b1-426f-9247-bb680e5fe0{n:02x}\")",
        _ => "n.to_string()",
    };
    Field {
        series,
        ..shape.of(column)
    }
}

/// A sample, another one, and what a page shows of the first.
const MOMENTS: [&str; 3] = ["2026-11-23T09:05", "2026-11-24T10:00", "23 November 2026, 09:05"];

const UUIDS: [&str; 3] = [
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
    "67e55044-10b1-426f-9247-bb680e5fe0c9",
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
];

/// What reads and writes itself.
fn plain<'a>(
    name: &str,
    (column, rust): (&'a str, &'a str),
    input: &'static str,
    show: &'a str,
    [sample, other, seen]: [&'a str; 3],
) -> Shape<'a> {
    Shape {
        column: (column, String::new()),
        rust,
        column_type: String::new(),
        input,
        attributes: String::new(),
        read: format!("fields::value(&self.{name})"),
        write: "fields::written($)",
        show,
        samples: [sample, other],
        wrong: Some("no such thing"),
        seen,
    }
}

fn number<'a>(name: &str, column: &'a str, rust: &'a str) -> Shape<'a> {
    Shape {
        attributes: " step=\"1\"".to_owned(),
        ..plain(
            name,
            (column, rust),
            "number",
            "locale::number_of($)",
            ["12", "13", "12"],
        )
    }
}

fn natural<'a>(name: &str, column: &'a str, rust: &'a str) -> Shape<'a> {
    Shape {
        attributes: " min=\"0\" step=\"1\"".to_owned(),
        read: format!("fields::natural(&self.{name})"),
        ..number(name, column, rust)
    }
}

fn real<'a>(name: &str, column: &'a str, rust: &'a str, column_type: &str) -> Shape<'a> {
    Shape {
        column_type: column_type.to_owned(),
        attributes: " step=\"any\"".to_owned(),
        ..number(name, column, rust)
    }
}

fn decimal(name: &str, precision: u32, scale: u32) -> Shape<'static> {
    let step = match scale {
        0 => "1".to_owned(),
        _ => format!("0.{}1", "0".repeat(scale as usize - 1)),
    };
    let fits = precision > scale + 1;
    let whole = if fits { "12" } else { "0" };
    // An amount has its digits, another number those that say something.
    let (show, seen) = match scale {
        1 => ("locale::digits_of($, 1)", if fits { "12.0" } else { "0.0" }),
        2 => ("locale::digits_of($, 2)", if fits { "12.00" } else { "0.00" }),
        _ => ("locale::number_of(&$.normalize())", whole),
    };
    Shape {
        column: ("decimal_len", format!(", {precision}, {scale}")),
        column_type: format!("Decimal(Some(({precision}, {scale})))"),
        attributes: format!(" step=\"{step}\""),
        read: format!("fields::decimal(&self.{name}, {precision}, {scale})"),
        samples: if fits { ["12", "13"] } else { ["0", "0"] },
        show,
        seen,
        ..number(name, "", "Decimal")
    }
}

fn json<'a>(name: &str, column: &'a str, column_type: &str) -> Shape<'a> {
    Shape {
        column_type: column_type.to_owned(),
        attributes: " spellcheck=\"false\"".to_owned(),
        ..plain(
            name,
            (column, "Json"),
            "textarea",
            "fields::written($)",
            [r#"{"a":1}"#, "[1]", r#"{"a":1}"#],
        )
    }
}

/// A line, or a text.
fn words(column: &Column, is_long: bool) -> Field {
    let name = &column.name;
    let (kind, read, input, samples) = if is_long {
        (
            "text",
            "prose",
            "textarea",
            ["What there is to say", "More", "What there is to say"],
        )
    } else {
        (
            "string",
            "line",
            "text",
            ["One of them", "Another", "One of them"],
        )
    };
    let shape = Shape {
        column_type: if is_long { "Text".to_owned() } else { String::new() },
        read: format!("fields::{read}(&self.{name})"),
        wrong: None,
        ..plain(name, (kind, "String"), input, "", samples)
    };
    let field = shape.of(column);
    let empty = if field.required {
        ""
    } else {
        ".unwrap_or_default()"
    };
    Field {
        write: format!("row.{name}.clone(){empty}"),
        shown: format!("row.{name}.clone()"),
        series: "format!(\"number {n}\")",
        ..field
    }
}

/// A moment by the site's clock.
fn moment(column: &Column) -> Field {
    let name = &column.name;
    let shape = Shape {
        read: format!("fields::moment(&self.{name}, zone)"),
        write: "fields::written_at($, zone)",
        ..plain(
            name,
            ("timestamp_with_time_zone", "DateTimeWithTimeZone"),
            "datetime-local",
            "",
            MOMENTS,
        )
    };
    let field = shape.of(column);
    Field {
        shown: if field.required {
            format!("locale::moment(&row.{name}.with_timezone(&zone))")
        } else {
            format!("row.{name}.map(|at| locale::moment(&at.with_timezone(&zone)))")
        },
        ..field
    }
}

/// Bytes, at most `most`.
fn bytes(column: &Column, (function, most): (&str, Option<u32>), column_type: String) -> Field {
    let name = &column.name;
    let limit = most.map_or_else(|| "fields::BYTES".to_owned(), |most| most.to_string());
    let shape = Shape {
        column: (function, most.map(|most| format!(", {most}")).unwrap_or_default()),
        column_type,
        attributes: " spellcheck=\"false\"".to_owned(),
        read: format!("fields::bytes(&self.{name}, {limit})"),
        write: "fields::written_bytes($)",
        ..plain(
            name,
            ("", "Vec<u8>"),
            "textarea",
            "fields::written_bytes($)",
            ["ff", "01", "ff"],
        )
    };
    Field {
        help: Some("bytes"),
        ..shape.of(column)
    }
}

/// A box to tick. Where it is required, its column is not null, and it may be left empty all the same.
fn truth(column: &Column) -> Field {
    let field = field(&column.name, column);
    let (name, required) = (&field.name, field.required);
    let ticked = format!("fields::ticked(&self.{name})");
    let is_true = if required {
        format!("row.{name}")
    } else {
        format!("row.{name} == Some(true)")
    };
    Field {
        migration: format!("boolean{}({name:?})", if required { "" } else { "_null" }),
        rust: if required { "bool" } else { "Option<bool>" }.to_owned(),
        input: "checkbox",
        read: if required {
            format!("Ok({ticked})")
        } else {
            format!("Ok(Some({ticked}))")
        },
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
        return refuse(format!(
            "Choices can't be called {name}: the model has something else of this name."
        ));
    }
    let mut choices: Vec<Choice> = Vec::new();
    for value in values {
        let is_plain = value.starts_with(|c: char| c.is_ascii_lowercase())
            && value
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let variant = value.to_pascal_case();
        if !is_plain || variant == "Self" || choices.iter().any(|other| other.variant == variant) {
            return refuse(format!(
                "{name}: {value:?} is no choice, or is there already: small letters, digits and underscores, such as enum:easy,hard"
            ));
        }
        let mut label = value.replace('_', " ");
        label[..1].make_ascii_uppercase();
        choices.push(Choice {
            value: value.clone(),
            variant,
            label,
        });
    }
    let read = format!(
        "fields::choice(&self.{name}, &{}::ALL.map({}::as_str))",
        field.pascal, field.pascal
    );
    let required = field.required;
    let of = |index: usize| choices[index.min(choices.len() - 1)].value.clone();
    Ok(Field {
        migration: format!("string{}({name:?})", if required { "" } else { "_null" }),
        rust: if required { "String" } else { "Option<String>" }.to_owned(),
        input: "select",
        read: if required {
            format!("fields::required({read})")
        } else {
            read
        },
        write: format!(
            "row.{name}.clone(){}",
            if required { "" } else { ".unwrap_or_default()" }
        ),
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
        _ => ("fields::line", ["one\ntwo", "one\nanother"], None),
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
    Field {
        help: Some("list"),
        ..shape.of(column)
    }
}

/// Somebody, or a row of the same group: what others keep elsewhere can't be named.
fn reference(tree: &Tree, column: &Column) -> Result<Field> {
    let ColumnKind::Reference { target, fk_field } = &column.kind else {
        unreachable!("it is one");
    };
    let table = cruet::Inflector::to_plural(target.as_str());
    let key = fk_field.clone().unwrap_or_else(|| format!("{target}_id"));
    let entity = format!("{ENTITIES}/{table}.rs");
    let Some(entity) = tree.read(&entity)? else {
        let sign = if column.nullable { "?" } else { "" };
        return refuse(format!(
            "{target}: there is no table {table} to lead to ({entity} is missing). A reference begins with what it leads to, and \
             another name goes behind it: user:references{sign}:{key}. There are: {}.",
            targets(tree).join(", ")
        ));
    };
    if table != "users" && !entity.contains(OF_GROUP) {
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
    let name = key.strip_suffix("_id").unwrap_or(&key).to_owned();
    let is_free = !THERE.contains(&key.as_str())
        && !THERE.contains(&name.as_str())
        && !KEYWORDS.contains(&name.as_str());
    if !is_free || key.to_snake_case() != key {
        return refuse(format!(
            "{key} can't be what leads to {table}: give another name, such as {target}:references:second_{target}_id"
        ));
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
    let model = tree.read(&format!("src/models/{table}.rs"))?;
    let named = model.is_some_and(|model| model.contains(NAMED));
    Ok(Field {
        migration: format!("big_integer{}({key:?})", if required { "" } else { "_null" }),
        rust: if required { "i64" } else { "Option<i64>" }.to_owned(),
        input: match (is_person, named) {
            (true, _) => "person",
            (_, true) => "named",
            _ => "row",
        },
        attributes: if is_person {
            String::new()
        } else {
            " min=\"1\" step=\"1\"".to_owned()
        },
        read: if required {
            format!("fields::required({read})")
        } else {
            read
        },
        write: String::new(),
        view: match (is_person, named) {
            (true, _) => "Option<Person>",
            (_, true) => "Option<Named>",
            _ => "Option<i64>",
        },
        shown: match (is_person, named) {
            (true, _) => format!("entry.{name}.as_ref().map(Person::from)"),
            (_, true) => format!("entry.{name}.clone()"),
            _ => format!("row.{key}"),
        },
        sample: if is_person { "ada" } else { "" }.to_owned(),
        other: if is_person { "ada" } else { "" }.to_owned(),
        wrong: Some(if is_person { "nobody" } else { "999999" }.to_owned()),
        seen: if is_person { "ada" } else { "" }.to_owned(),
        help: Some(if is_person { "person" } else { "row" }),
        link: (!is_person && tree.has(&format!("src/controllers/{table}.rs"))).then(|| table.to_kebab_case()),
        named,
        target: Some(table),
        ..field
    })
}

/// What may be led to, as it is typed.
fn targets(tree: &Tree) -> Vec<String> {
    let mut targets = vec!["user".to_owned()];
    let tables = tree.find(ENTITIES, OF_GROUP).into_iter();
    targets.extend(tables.filter_map(|path| {
        let table = path
            .strip_prefix(ENTITIES)?
            .strip_prefix('/')?
            .strip_suffix(".rs")?;
        Some(cruet::Inflector::to_singular(table))
    }));
    targets
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// A tree with the tables that references lead to.
    fn tree() -> (TempDir, Tree) {
        let folder = TempDir::new().expect("a temporary folder");
        let entities = folder.path().join("src/models/_entities");
        fs::create_dir_all(&entities).expect("a folder");
        for (table, column) in [
            ("users", "pub username: String"),
            ("messages", "pub group_id: i64"),
            ("recipes", "pub group_id: i64"),
            ("sessions", ""),
        ] {
            fs::write(entities.join(format!("{table}.rs")), column).expect("a file");
        }
        let known = format!("{NAMED} = [];");
        fs::write(folder.path().join("src/models/recipes.rs"), known).expect("a file");
        let tree = Tree::at(folder.path());
        (folder, tree)
    }

    fn field(typed: &str) -> Field {
        let (_folder, tree) = tree();
        parse(&tree, &[typed.to_owned()]).expect(typed).remove(0)
    }

    #[test]
    fn a_type_is_a_column_an_entity_and_a_control() {
        for (typed, column, rust, input) in [
            ("a:string", "string_null(\"a\")", "Option<String>", "text"),
            ("a:string!", "string(\"a\")", "String", "text"),
            ("a:text", "text_null(\"a\")", "Option<String>", "textarea"),
            ("a:int!", "big_integer(\"a\")", "i64", "number"),
            ("a:big_int", "big_integer_null(\"a\")", "Option<i64>", "number"),
            ("a:small_int!", "small_integer(\"a\")", "i16", "number"),
            ("a:small_unsigned!", "small_integer(\"a\")", "i16", "number"),
            ("a:unsigned", "big_integer_null(\"a\")", "Option<i64>", "number"),
            ("a:big_unsigned!", "big_integer(\"a\")", "i64", "number"),
            ("a:float!", "float(\"a\")", "f32", "number"),
            ("a:double", "double_null(\"a\")", "Option<f64>", "number"),
            ("a:decimal!", "decimal_len(\"a\", 16, 4)", "Decimal", "number"),
            (
                "a:decimal_len:8:2",
                "decimal_len_null(\"a\", 8, 2)",
                "Option<Decimal>",
                "number",
            ),
            (
                "a:decimal_len!:8:2",
                "decimal_len(\"a\", 8, 2)",
                "Decimal",
                "number",
            ),
            ("a:money!", "decimal_len(\"a\", 19, 2)", "Decimal", "number"),
            ("a:bool", "boolean_null(\"a\")", "Option<bool>", "checkbox"),
            ("a:bool!", "boolean(\"a\")", "bool", "checkbox"),
            ("a:date!", "date(\"a\")", "Date", "date"),
            ("a:time", "time_null(\"a\")", "Option<Time>", "time"),
            ("a:date_time!", "date_time(\"a\")", "DateTime", "datetime-local"),
            (
                "a:tstz!",
                "timestamp_with_time_zone(\"a\")",
                "DateTimeWithTimeZone",
                "datetime-local",
            ),
            ("a:uuid!", "uuid(\"a\")", "Uuid", "text"),
            ("a:json!", "json(\"a\")", "Json", "textarea"),
            ("a:jsonb", "json_binary_null(\"a\")", "Option<Json>", "textarea"),
            ("a:blob!", "blob(\"a\")", "Vec<u8>", "textarea"),
            ("a:var_binary:16!", "var_binary(\"a\", 16)", "Vec<u8>", "textarea"),
            (
                "a:binary_len:4",
                "binary_len_null(\"a\", 4)",
                "Option<Vec<u8>>",
                "textarea",
            ),
            ("a:array:int!", "json_binary(\"a\")", "Json", "textarea"),
            ("a:enum:on,off!", "string(\"a\")", "String", "select"),
            ("user:references", "big_integer(\"user_id\")", "i64", "person"),
            (
                "user:references?:helper_id",
                "big_integer_null(\"helper_id\")",
                "Option<i64>",
                "person",
            ),
            (
                "message:references?",
                "big_integer_null(\"message_id\")",
                "Option<i64>",
                "row",
            ),
            (
                "recipe:references?:dish_id",
                "big_integer_null(\"dish_id\")",
                "Option<i64>",
                "named",
            ),
        ] {
            let field = field(typed);
            let made = (field.migration.as_str(), field.rust.as_str(), field.input);
            assert_eq!(made, (column, rust, input), "{typed}");
        }
    }

    #[test]
    fn what_has_to_be_there_or_once_only_is_said_by_a_sign() {
        for (typed, required, unique) in [
            ("a:string", false, false),
            ("a:string!", true, false),
            ("a:string^", true, true),
            ("a:int!^", true, true),
        ] {
            let field = field(typed);
            assert_eq!((field.required, field.unique), (required, unique), "{typed}");
        }
        assert_eq!(field("cooked_on:date").label, "Cooked on");
        assert_eq!(
            field("state:enum:in_progress,done").choices[0].variant,
            "InProgress"
        );
        assert_eq!(field("user:references:reviewer_id").name, "reviewer");
    }

    #[test]
    fn what_is_no_field_is_refused_with_what_would_be_one() {
        for (typed, why) in [
            ("", "no type"),
            ("title", "no type"),
            (":string", "no name"),
            ("Title:string", "no name"),
            ("a-b:string", "no name"),
            ("1st:string", "no name"),
            ("type:string", "Rust means"),
            ("id:int", "Every row has"),
            ("created_at:tstz", "Every row has"),
            ("group:references", "Every row has"),
            ("a:strin", "not found"),
            ("a:string:2", "unknown column type"),
            ("a:", "not found"),
            ("a:decimal_len:8", "exactly 2"),
            ("a:enum", "exactly 1"),
            ("a:enum:,", "non-empty"),
            ("a:enum:on,on", "no choice"),
            ("a:enum:On", "no choice"),
            ("model:enum:a,b", "can't be called"),
            ("a:array:date", "not supported"),
            ("a:bool^", "cannot be unique"),
            ("a:text^", "one of each value"),
            ("nothing:references", "no table nothings"),
            ("maker:references", "behind it: user:references:maker_id."),
            ("maker:references?", "behind it: user:references?:maker_id."),
            ("maker:references:cook_id", "behind it: user:references:cook_id."),
            ("maker:references", "There are: user, message, recipe."),
            ("session:references?", "no group_id"),
            ("message:references", "references?"),
            ("user:references:author_id", "another name"),
        ] {
            let (_folder, tree) = tree();
            let refused = parse(&tree, &[typed.to_owned()]).expect_err(typed).to_string();
            assert!(refused.contains(why), "{typed}: {refused}");
        }
        let (_folder, tree) = tree();
        assert!(parse(&tree, &[]).is_err());
        assert!(parse(&tree, &["a:int".to_owned(), "a:string".to_owned()]).is_err());
    }
}
