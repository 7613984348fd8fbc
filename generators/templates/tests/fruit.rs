//! A {=name.words=}.

pub struct   {=name.pascal=} ;
