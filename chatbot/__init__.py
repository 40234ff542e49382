"""A chatbot over a folder of documents: cited answers, and a flag wherever the sources disagree."""
