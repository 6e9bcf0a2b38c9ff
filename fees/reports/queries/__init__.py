"""What the reports read: debts by age, and the year by office and month."""
