//! What is kept: one encrypted SQLite file, one writer.
