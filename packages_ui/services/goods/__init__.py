"""What goods are called and look like: names, colours, sizes and pictures of products."""
