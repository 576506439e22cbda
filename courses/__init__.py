"""What is taught, where and when: regions, programmes, scopes, the catalogue, trainers, classes and sessions."""
