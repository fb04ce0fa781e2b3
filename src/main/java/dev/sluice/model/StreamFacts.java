package dev.sluice.model;

/**
 * What any node must know of an answer to serve it.
 *
 * @param stream the answer
 * @param owner  the member of {@link Nodes} that appends to it
 * @param user   whose it is, within the tenant
 * @param tenant whose it is
 * @param model  as it was asked for
 * @param share  whoever holds this may read the answer
 */
public record StreamFacts(StreamId stream, String owner, String user, String tenant, String model, String share) {
    /** Whether the answer is this caller's own. */
    public boolean of(Principal who) {
        return who != null && who.user().equals(user) && who.tenant().equals(tenant);
    }
}
