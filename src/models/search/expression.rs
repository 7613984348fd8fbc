//! What an index is asked: names that a message must have, all or any of them.

use sea_orm::DbBackend;

use super::tokens::Token;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    Name(String),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

impl Expression {
    pub fn name(token: Token<'_>) -> Self {
        Self::Name(token.name())
    }

    pub fn any<'a>(tokens: impl IntoIterator<Item = Token<'a>>) -> Self {
        Self::Any(tokens.into_iter().map(Self::name).collect())
    }

    /// What all must be fulfilled, each by itself.
    pub fn conditions(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::conditions).collect(),
            _ => vec![self],
        }
    }

    /// In the words of FTS5 or of `tsquery`. The names are letters and digits: nobody's input gets in here.
    pub fn in_words_of(&self, backend: DbBackend) -> String {
        let (all, any, quote) = match backend {
            DbBackend::Sqlite => (" AND ", " OR ", '"'),
            _ => (" & ", " | ", '\''),
        };
        let join = |parts: &[Self], with: &str| {
            let parts: Vec<String> = parts.iter().map(|part| part.in_words_of(backend)).collect();
            format!("({})", parts.join(with))
        };
        match self {
            Self::Name(name) => format!("{quote}{name}{quote}"),
            Self::All(parts) => join(parts, all),
            Self::Any(parts) => join(parts, any),
        }
    }

    #[cfg(test)]
    pub fn is_fulfilled(&self, has: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Name(name) => has(name),
            Self::All(parts) => parts.iter().all(|part| part.is_fulfilled(has)),
            Self::Any(parts) => parts.iter().any(|part| part.is_fulfilled(has)),
        }
    }
}
