ALTER TABLE products ADD COLUMN stock integer NOT NULL DEFAULT 100000 CHECK (stock >= 0);
ALTER TABLE orders ADD COLUMN charge text;
