"""What stands on the screen? One page a file, thin: it reads the link, asks the services and draws what they say."""
