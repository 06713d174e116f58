//! Settings of artifact profiles, and the profile that is made of them. Which settings there are, a compiler says: each new
//! Wasmtime has some of its own. Their texts are the same for all, so that one digest means one thing.

use crate::target::Target;

/// One value of a setting: its canonical text, and (for tests) some other value.
pub trait Setting: Clone {
    /// Canonical text; different values have different texts.
    fn text(&self) -> String;
    /// A value that differs from this one.
    fn other(&self) -> Self;
}

impl Setting for bool {
    fn text(&self) -> String {
        self.to_string()
    }
    fn other(&self) -> Self {
        !self
    }
}

impl Setting for u64 {
    fn text(&self) -> String {
        self.to_string()
    }
    fn other(&self) -> Self {
        self + 1
    }
}

impl Setting for &'static str {
    fn text(&self) -> String {
        (*self).to_string()
    }
    fn other(&self) -> Self {
        "other"
    }
}

impl Setting for &'static [&'static str] {
    fn text(&self) -> String {
        self.join(",")
    }
    fn other(&self) -> Self {
        if self.is_empty() {
            &["other"]
        } else {
            &self[1..]
        }
    }
}

macro_rules! choice {
    ($(#[$m:meta])* $name:ident { $($(#[$vm:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$m])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vm])* $variant),* }
        impl Setting for $name {
            #[allow(unused_doc_comments)]
            fn text(&self) -> String {
                match self { $($(#[$vm])* $name::$variant => $text),* }.to_string()
            }
            #[allow(unused_doc_comments)]
            fn other(&self) -> Self {
                *[$($(#[$vm])* $name::$variant),*].iter().find(|v| *v != self).unwrap_or(self)
            }
        }
    };
}

choice! {
    /// Which of Wasmtime's compilers makes the code.
    CompilerKind {
        /// The optimizing compiler.
        Cranelift = "cranelift",
        /// The baseline compiler: one pass over the code. It reads neither `opt_level` nor `regalloc`.
        Winch = "winch",
    }
}

choice! {
    /// How hard Cranelift optimizes.
    OptLevel {
        /// No optimization passes.
        None = "none",
        /// E-graph mid-end and all the rest.
        Speed = "speed",
    }
}

choice! {
    /// Register allocator.
    Regalloc {
        /// Better code; super-linear in the worst case.
        Backtracking = "backtracking",
        /// Linear time.
        SinglePass = "single-pass",
    }
}

choice! {
    /// Fuel, which code counts down as it runs.
    Fuel {
        /// Code counts none.
        Uncounted = "false",
        /// Wasmtime's own cost for each instruction, and 255 for each page that `memory.grow` asks for.
        GrowPage255 = "true,memory-grow-per-page=255",
    }
}

/// Makes `Profile` out of a compiler's settings: name, type and value in `fast-exec` of each.
#[macro_export]
macro_rules! profile {
    ($($(#[$m:meta])* $field:ident: $type:ty = $default:expr;)*) => {
        /// Every setting that changes an artifact or what it is compatible with.
        #[derive(Debug, Clone)]
        pub struct Profile { $($(#[$m])* pub $field: $type,)* }

        impl Profile {
            /// Optimized code for fast execution, deterministic results (canonical NaNs, fixed relaxed SIMD), no
            /// debugging tables.
            pub fn fast_exec(target: $crate::Target) -> Self {
                Self { $($field: $crate::profile!(@default $default, target),)* }
            }

            /// Canonical text: a line `name=value` for each setting, in the order of definition.
            pub fn text(&self) -> String {
                // Taken apart without `..`: a setting that is added cannot be forgotten here.
                let Self { $($field,)* } = self;
                let mut out = String::from("zkcwasm/profile/2\n");
                $(let _ = ::std::fmt::Write::write_fmt(&mut out, format_args!( "{}={}\n", stringify!($field), $crate::Setting::text($field)));)*
                out
            }

            /// SHA-256 of [`Profile::text`].
            pub fn digest(&self) -> [u8; 32] {
                $crate::sha256(self.text().as_bytes())
            }

            /// Copies of this profile that differ in one setting each, with that setting's name.
            pub fn variations(&self) -> Vec<(&'static str, Self)> {
                vec![$((stringify!($field), Self { $field: $crate::Setting::other(&self.$field), ..self.clone() }),)*]
            }
        }
    };
    (@default $default:expr, $target:ident) => { ($default)($target) };
}

impl Setting for Target {
    fn text(&self) -> String {
        self.triple().to_string()
    }
    fn other(&self) -> Self {
        *Target::ALL.iter().find(|t| *t != self).unwrap_or(self)
    }
}
