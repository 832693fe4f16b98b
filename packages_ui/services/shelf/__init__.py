"""The shelf: packages in Preparing with their items and labels, kept for when Seller Center is away."""
