//! Pages and forms, over real HTTP.
