"""Items and labels of packages in Preparing, fetched before somebody wants them."""
