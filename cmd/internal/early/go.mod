module early.sallyport

go 1.26
