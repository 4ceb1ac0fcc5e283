"""The one page of the shop, as HTML."""

from html import escape

from shop import COLOUR

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Shop</title>
<style>
  body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1rem }}
  h1 {{ border-bottom: .4rem solid {colour} }}
  table {{ width: 100%; border-collapse: collapse }} td, th {{ text-align: left; padding: .2rem .5rem .2rem 0 }}
  input, select, button {{ font: inherit; padding: .3rem .5rem }}
</style>
<h1>Shop</h1>
{notice}
<form method="post" action="/buy">
  <label>Product <select name="product_id">{options}</select></label>
  <label>Quantity <input name="quantity" type="number" min="1" max="100" value="1"></label>
  <label>Mail <input name="email" type="email" required placeholder="you@example.com"></label>
  <button>Order</button>
</form>
<h2>Latest orders</h2>
<table><tr><th>Order<th>Product<th>Quantity<th>Status</tr>{orders}</table>
<p>{visits} visits so far.</p>
</html>
"""


def price(cents: int) -> str:
    return f"{cents / 100:.2f} €"


def shop_page(products: list[dict], orders: list[dict], visits: int | str, notice: str = "") -> str:
    options = "".join(
        f'<option value="{p["id"]}">{escape(p["name"])}, {price(p["price_cents"])}</option>' for p in products
    )
    rows = "".join(
        f"<tr><td>{o['id']}<td>{escape(o['product'])}<td>{o['quantity']}<td>{escape(o['status'])}</tr>" for o in orders
    )
    said = f"<p role=status>{escape(notice)}</p>" if notice else ""
    return _PAGE.format(colour=escape(COLOUR), notice=said, options=options, orders=rows, visits=visits)
