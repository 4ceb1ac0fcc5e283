CREATE TABLE products (
    id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL UNIQUE,
    price_cents integer NOT NULL CHECK (price_cents > 0)
);

CREATE TABLE orders (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    product_id integer NOT NULL REFERENCES products,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    email text NOT NULL,
    status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'fulfilled')),
    created_at timestamptz NOT NULL DEFAULT now(),
    fulfilled_at timestamptz,
    receipt text
);

CREATE INDEX orders_waiting ON orders (created_at) WHERE status = 'new';
