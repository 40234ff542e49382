"""What the passages found say to a question: the question's analysis, term matching, sentence evidence."""
