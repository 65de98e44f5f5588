"""What people see: a module for each place. Each lists its PAGES with the least role they take."""
