"""What can realise components on this one machine: one folder per technology."""
