INSERT INTO products (name, price_cents) VALUES
    ('Anchor', 4900),
    ('Compass', 1950),
    ('Rope, 10 m', 1200),
    ('Sail', 29900)
ON CONFLICT (name) DO NOTHING;
