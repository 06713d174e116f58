//! Typed storage. Fields of a struct get their generalized indices when the contract is compiled; maps get keys that are
//! hashes of their own index and what they are asked for, so that no two of them meet.

use crate::{host, sha256, Bytes32, U256};
use core::marker::PhantomData;

/// What a cell of 32 bytes can hold. Zeros are what is there before anything was set.
pub trait Value: Copy {
    fn to_cell(&self) -> Bytes32;
    fn from_cell(cell: &Bytes32) -> Self;
}

impl Value for Bytes32 {
    fn to_cell(&self) -> Bytes32 {
        *self
    }
    fn from_cell(cell: &Bytes32) -> Self {
        *cell
    }
}

impl Value for U256 {
    fn to_cell(&self) -> Bytes32 {
        self.0
    }
    fn from_cell(cell: &Bytes32) -> Self {
        Self(*cell)
    }
}

impl Value for u64 {
    fn to_cell(&self) -> Bytes32 {
        U256::new(*self).0
    }
    fn from_cell(cell: &Bytes32) -> Self {
        U256(*cell).low()
    }
}

impl Value for bool {
    fn to_cell(&self) -> Bytes32 {
        U256::new(u64::from(*self)).0
    }
    fn from_cell(cell: &Bytes32) -> Self {
        cell[31] != 0
    }
}

/// One value, at a generalized index of the contract's own tree.
pub struct Field<T> {
    index: u64,
    holds: PhantomData<T>,
}

impl<T: Value> Field<T> {
    pub const fn at(index: u64) -> Self {
        assert!(index > 0, "0 is no generalized index");
        Self { index, holds: PhantomData }
    }
    pub fn get(&self) -> T {
        T::from_cell(&host::chunk_get(self.index))
    }
    pub fn set(&self, value: T) {
        host::chunk_set(self.index, &value.to_cell());
    }
}

/// Values by up to two keys of 32 bytes.
pub struct Map<T> {
    index: u64,
    holds: PhantomData<T>,
}

impl<T: Value> Map<T> {
    pub const fn at(index: u64) -> Self {
        assert!(index > 0, "0 is no generalized index");
        Self { index, holds: PhantomData }
    }
    pub fn get(&self, key: &Bytes32) -> T {
        T::from_cell(&host::storage_get(&map_key(self.index, &[key])))
    }
    pub fn set(&self, key: &Bytes32, value: T) {
        host::storage_set(&map_key(self.index, &[key]), &value.to_cell());
    }
    pub fn get2(&self, a: &Bytes32, b: &Bytes32) -> T {
        T::from_cell(&host::storage_get(&map_key(self.index, &[a, b])))
    }
    pub fn set2(&self, a: &Bytes32, b: &Bytes32, value: T) {
        host::storage_set(&map_key(self.index, &[a, b]), &value.to_cell());
    }
}

/// The key of a map's entry: SHA-256 of the map's index (8 bytes, big endian), the number of keys (1 byte), and the keys.
pub fn map_key(index: u64, keys: &[&Bytes32]) -> Bytes32 {
    let mut bytes = [0; 9 + 64];
    bytes[..8].copy_from_slice(&index.to_be_bytes());
    bytes[8] = keys.len() as u8;
    for (i, key) in keys.iter().enumerate() {
        bytes[9 + 32 * i..41 + 32 * i].copy_from_slice(*key);
    }
    sha256(&bytes[..9 + 32 * keys.len()])
}

/// Names the storage of a contract: a struct whose fields are at the generalized indices of an SSZ container with so many
/// fields, in the order in which they stand. The depth follows from their number when the contract is compiled.
///
///     storage! { struct Token { supply: Field<U256>, owner: Field<Bytes32>, balances: Map<U256> } }
///     const TOKEN: Token = Token::LAYOUT;
#[macro_export]
macro_rules! storage {
    (struct $name:ident { $($field:ident : $kind:ident<$ty:ty>),+ $(,)? }) => {
        #[allow(non_camel_case_types, dead_code)]
        struct $name { $($field: $crate::$kind<$ty>),+ }

        impl $name {
            #[allow(dead_code)]
            const LAYOUT: Self = {
                #[allow(non_camel_case_types)]
                enum Order { $($field),+ }
                const FIELDS: u64 = [$(stringify!($field)),+].len() as u64;
                Self { $($field: $crate::$kind::at(FIELDS.next_power_of_two() + Order::$field as u64)),+ }
            };
        }
    };
}
