"""What is late in the work of people: no offer, no word, no job after a course, a machine that earns nothing."""
