package dev.sluice.admission;

/**
 * A second account that a request is charged to beside its user's: its API key's. A user may have several keys, and
 * several users may share one.
 *
 * @param id    of the key, never the key itself; its hash will do
 * @param rates what all requests with the key may use together
 */
public record Allowance(String id, Rates rates) {}
