//! One Argon2id hash after another, in the same memory.
//!
//! Freed after each hash, its 19 MiB leave holes in the heap that the allocator neither fills nor gives
//! back: two at a time came to 450 MiB and more after some hundred sign-ins.

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, PasswordHash, Version,
    password_hash::{Output, ParamsString, Result, Salt, SaltString, rand_core::OsRng},
};

/// The blocks of a hash, kept for the next one.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    /// The PHC string of a new hash with today's work.
    pub fn hash(&mut self, password: &str) -> Result<String> {
        let (params, version) = (Params::DEFAULT, Version::V0x13);
        let salt = SaltString::generate(&mut OsRng);
        let output = self.work(
            password,
            salt.as_salt(),
            Algorithm::Argon2id,
            version,
            &params,
            Params::DEFAULT_OUTPUT_LEN,
        )?;
        let hash = PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(salt.as_salt()),
            hash: Some(output),
        };
        Ok(hash.to_string())
    }

    /// Whether `known` is the hash of `password`. One of another algorithm is of none.
    pub fn matches(&mut self, password: &str, known: &PasswordHash<'_>) -> bool {
        self.again(password, known)
            // Compares in constant time.
            .is_ok_and(|output| output.is_some() && output == known.hash)
    }

    /// Hashes as `known` was.
    fn again(&mut self, password: &str, known: &PasswordHash<'_>) -> Result<Option<Output>> {
        let (Some(salt), Some(hash)) = (known.salt, known.hash) else {
            return Ok(None);
        };
        let version = known.version.map_or(Ok(Version::default()), Version::try_from)?;
        let (algorithm, params) = (Algorithm::try_from(known.algorithm)?, Params::try_from(known)?);
        self.work(password, salt, algorithm, version, &params, hash.len())
            .map(Some)
    }

    fn work(
        &mut self,
        password: &str,
        salt: Salt<'_>,
        algorithm: Algorithm,
        version: Version,
        params: &Params,
        length: usize,
    ) -> Result<Output> {
        let blocks = params.block_count();
        if self.0.len() < blocks {
            self.0.resize(blocks, Block::new());
        }
        let mut bytes = [0; Salt::RECOMMENDED_LENGTH * 4];
        let salt = salt.decode_b64(&mut bytes)?;
        Output::init_with(length, |output| {
            let argon2 = Argon2::new(algorithm, version, params.clone());
            Ok(argon2.hash_password_into_with_memory(
                password.as_bytes(),
                salt,
                output,
                &mut self.0[..blocks],
            )?)
        })
    }
}
