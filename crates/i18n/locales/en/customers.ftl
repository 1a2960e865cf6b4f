# Customers' files: contacts, addresses, technicians they prefer.

problem-phone-taken = This phone number belongs to another customer.
problem-file-full = At most { $most } of these can be kept. Please remove one you no longer need.
problem-bad-merge = These two files cannot be merged.

customers-building-apartment = Apartment
customers-building-house = House
customers-building-office = Office
customers-building-shop = Shop
customers-building-other = Other

customers-tie-favourite = Favourite technician
customers-tie-excluded = Do not send again
