"""What fetch.sh has downloaded, and how the parts that pages load are cut out. Nothing here is served."""
