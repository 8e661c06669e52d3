"""What can be asked? The use cases: each brings files, questions and the solver together for one purpose."""
