//! Networks: faces, people, quality and signatures out of frames.
