package dev.whetstone.messaging;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** The transaction of the calling thread. */
@Singleton
class Transactions {

    private final TransactionSynchronizationRegistry registry;

    @Inject
    Transactions(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    void require(String what) {
        if (registry.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException(what
                    + " inside the transaction of the change it belongs to: annotate the method with @Transactional");
        }
    }

    void afterCommit(Runnable action) {
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    action.run();
                }
            }
        });
    }
}
