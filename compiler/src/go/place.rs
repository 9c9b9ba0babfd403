//! Places in a block as Go code has them.

/// An offset, alone (`40`) or behind a variable (`at + 40`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    variable: bool,
    offset: u32,
}

impl Place {
    /// A place in a view's own block.
    pub fn fixed(offset: u32) -> Self {
        Place {
            variable: false,
            offset,
        }
    }

    /// A place counted from the variable `at`.
    pub fn at(offset: u32) -> Self {
        Place {
            variable: true,
            offset,
        }
    }

    /// As the only argument of a call, where `gofmt` puts spaces around operators.
    pub fn alone(self) -> String {
        match (self.variable, self.offset) {
            (false, n) => n.to_string(),
            (true, 0) => "at".to_owned(),
            (true, n) => format!("at + {n}"),
        }
    }

    /// As one of several arguments.
    pub fn among(self) -> String {
        match (self.variable, self.offset) {
            (false, n) => n.to_string(),
            (true, 0) => "at".to_owned(),
            (true, n) => format!("at+{n}"),
        }
    }
}
