package dev.sluice.hub.cluster;

import dev.sluice.model.LogStore;
import dev.sluice.model.LogStoreContract;

/** So that what is shown with a store in memory holds for one that is not. */
final class HandStoreTest extends LogStoreContract {
    private final HandStore store = new HandStore();

    @Override
    protected LogStore store() {
        return store;
    }
}
