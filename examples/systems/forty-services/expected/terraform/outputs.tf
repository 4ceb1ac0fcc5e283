output "accounts_images_repository_url" {
  description = "Where images are pushed to: accounts.images"
  value       = aws_ecr_repository.accounts_images.repository_url
}

output "addresses_images_repository_url" {
  description = "Where images are pushed to: addresses.images"
  value       = aws_ecr_repository.addresses_images.repository_url
}

output "adverts_images_repository_url" {
  description = "Where images are pushed to: adverts.images"
  value       = aws_ecr_repository.adverts_images.repository_url
}

output "audit_images_repository_url" {
  description = "Where images are pushed to: audit.images"
  value       = aws_ecr_repository.audit_images.repository_url
}

output "baskets_images_repository_url" {
  description = "Where images are pushed to: baskets.images"
  value       = aws_ecr_repository.baskets_images.repository_url
}

output "billing_images_repository_url" {
  description = "Where images are pushed to: billing.images"
  value       = aws_ecr_repository.billing_images.repository_url
}

output "campaigns_images_repository_url" {
  description = "Where images are pushed to: campaigns.images"
  value       = aws_ecr_repository.campaigns_images.repository_url
}

output "carriers_images_repository_url" {
  description = "Where images are pushed to: carriers.images"
  value       = aws_ecr_repository.carriers_images.repository_url
}

output "catalogue_images_repository_url" {
  description = "Where images are pushed to: catalogue.images"
  value       = aws_ecr_repository.catalogue_images.repository_url
}

output "checkout_images_repository_url" {
  description = "Where images are pushed to: checkout.images"
  value       = aws_ecr_repository.checkout_images.repository_url
}

output "coupons_images_repository_url" {
  description = "Where images are pushed to: coupons.images"
  value       = aws_ecr_repository.coupons_images.repository_url
}

output "delivery_images_repository_url" {
  description = "Where images are pushed to: delivery.images"
  value       = aws_ecr_repository.delivery_images.repository_url
}

output "discounts_images_repository_url" {
  description = "Where images are pushed to: discounts.images"
  value       = aws_ecr_repository.discounts_images.repository_url
}

output "exchange_images_repository_url" {
  description = "Where images are pushed to: exchange.images"
  value       = aws_ecr_repository.exchange_images.repository_url
}

output "fraud_images_repository_url" {
  description = "Where images are pushed to: fraud.images"
  value       = aws_ecr_repository.fraud_images.repository_url
}

output "front_images_repository_url" {
  description = "Where images are pushed to: front.images"
  value       = aws_ecr_repository.front_images.repository_url
}

output "gifts_images_repository_url" {
  description = "Where images are pushed to: gifts.images"
  value       = aws_ecr_repository.gifts_images.repository_url
}

output "images_images_repository_url" {
  description = "Where images are pushed to: images.images"
  value       = aws_ecr_repository.images_images.repository_url
}

output "invoices_images_repository_url" {
  description = "Where images are pushed to: invoices.images"
  value       = aws_ecr_repository.invoices_images.repository_url
}

output "loyalty_images_repository_url" {
  description = "Where images are pushed to: loyalty.images"
  value       = aws_ecr_repository.loyalty_images.repository_url
}

output "mailing_images_repository_url" {
  description = "Where images are pushed to: mailing.images"
  value       = aws_ecr_repository.mailing_images.repository_url
}

output "media_images_repository_url" {
  description = "Where images are pushed to: media.images"
  value       = aws_ecr_repository.media_images.repository_url
}

output "messages_images_repository_url" {
  description = "Where images are pushed to: messages.images"
  value       = aws_ecr_repository.messages_images.repository_url
}

output "orders_images_repository_url" {
  description = "Where images are pushed to: orders.images"
  value       = aws_ecr_repository.orders_images.repository_url
}

output "packing_images_repository_url" {
  description = "Where images are pushed to: packing.images"
  value       = aws_ecr_repository.packing_images.repository_url
}

output "payments_images_repository_url" {
  description = "Where images are pushed to: payments.images"
  value       = aws_ecr_repository.payments_images.repository_url
}

output "prices_images_repository_url" {
  description = "Where images are pushed to: prices.images"
  value       = aws_ecr_repository.prices_images.repository_url
}

output "products_images_repository_url" {
  description = "Where images are pushed to: products.images"
  value       = aws_ecr_repository.products_images.repository_url
}

output "profiles_images_repository_url" {
  description = "Where images are pushed to: profiles.images"
  value       = aws_ecr_repository.profiles_images.repository_url
}

output "questions_images_repository_url" {
  description = "Where images are pushed to: questions.images"
  value       = aws_ecr_repository.questions_images.repository_url
}

output "ratings_images_repository_url" {
  description = "Where images are pushed to: ratings.images"
  value       = aws_ecr_repository.ratings_images.repository_url
}

output "recommend_images_repository_url" {
  description = "Where images are pushed to: recommend.images"
  value       = aws_ecr_repository.recommend_images.repository_url
}

output "refunds_images_repository_url" {
  description = "Where images are pushed to: refunds.images"
  value       = aws_ecr_repository.refunds_images.repository_url
}

output "returns_images_repository_url" {
  description = "Where images are pushed to: returns.images"
  value       = aws_ecr_repository.returns_images.repository_url
}

output "reviews_images_repository_url" {
  description = "Where images are pushed to: reviews.images"
  value       = aws_ecr_repository.reviews_images.repository_url
}

output "search_images_repository_url" {
  description = "Where images are pushed to: search.images"
  value       = aws_ecr_repository.search_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_load_balancer_dns_name" {
  description = "The DNS name of the load balancer: shared.load-balancer"
  value       = aws_lb.shared_load_balancer.dns_name
}

output "shared_load_balancer_record_front_fqdn" {
  description = "The name that people use: shared.load-balancer.record.front"
  value       = aws_route53_record.shared_load_balancer_record_front.fqdn
}

output "shipping_images_repository_url" {
  description = "Where images are pushed to: shipping.images"
  value       = aws_ecr_repository.shipping_images.repository_url
}

output "stock_images_repository_url" {
  description = "Where images are pushed to: stock.images"
  value       = aws_ecr_repository.stock_images.repository_url
}

output "suppliers_images_repository_url" {
  description = "Where images are pushed to: suppliers.images"
  value       = aws_ecr_repository.suppliers_images.repository_url
}

output "taxes_images_repository_url" {
  description = "Where images are pushed to: taxes.images"
  value       = aws_ecr_repository.taxes_images.repository_url
}

output "wishes_images_repository_url" {
  description = "Where images are pushed to: wishes.images"
  value       = aws_ecr_repository.wishes_images.repository_url
}
