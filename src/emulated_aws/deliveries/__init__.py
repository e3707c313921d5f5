"""What AWS's services deliver: the requests of contracts, which are given as data, asked of the deployed policies."""
