package main

// unit is what the operating system counts memory in.
const unit = 1
