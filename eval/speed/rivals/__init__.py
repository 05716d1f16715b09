"""What others do with the same texts and the same model: each builds from texts and gives back a way to search them."""
