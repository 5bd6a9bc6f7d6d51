/** Where a connection takes requests on this machine, and where a proxy of yours shows it to the world. */
export function hookAddress(connectionId: string, port: number): string[] {
  return [
    `Address on this machine: http://127.0.0.1:${port}/hooks/${connectionId}`,
    `Behind your proxy:       https://YOUR-HOST/hooks/${connectionId}   (pass on /hooks/ and nothing else)`,
  ]
}

/** A signed request that works as it stands, once the secret is in the environment. */
export function webhookExample(connectionId: string, port: number): string[] {
  return [
    `body='{"id":"1","text":"The soup was cold.","author_name":"Nadia"}'`,
    'stamp=$(date +%s)',
    `sign=$(printf '%s.%s' "$stamp" "$body" |`,
    `  openssl dgst -sha256 -hmac "$EARSHOT_WEBHOOK_SECRET" -r | cut -d' ' -f1)`,
    `curl -sS http://127.0.0.1:${port}/hooks/${connectionId} \\`,
    `  -H 'Content-Type: application/json' \\`,
    '  -H "X-Earshot-Timestamp: $stamp" \\',
    '  -H "X-Earshot-Signature: sha256=$sign" \\',
    "  -H 'Idempotency-Key: first-try' \\",
    '  --data-binary "$body"',
  ]
}
