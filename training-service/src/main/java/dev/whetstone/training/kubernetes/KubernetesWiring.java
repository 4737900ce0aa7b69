package dev.whetstone.training.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.smallrye.common.annotation.Identifier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.List;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the template, has the API server look at it, and begins to watch. Nothing of it happens unless this launcher is chosen. */
@Singleton
class KubernetesWiring {

    private static final Logger LOG = Logger.getLogger(KubernetesWiring.class);

    @Produces
    @Singleton
    @Identifier("kubernetes")
    KubernetesLauncher launcher(
            KubernetesClient client,
            KubernetesConfig config,
            @ConfigProperty(name = "whetstone.base-model.directory") Path baseModel,
            @ConfigProperty(name = "whetstone.training.work-directory") Path work) {
        WorkerTemplate template = WorkerTemplate.read(config, List.of(baseModel, work), System.getenv());
        String namespace = config.namespace().orElseGet(client::getNamespace);
        tryOut(client, template, namespace);
        return new KubernetesLauncher(client, namespace, template, config);
    }

    void close(@Disposes @Identifier("kubernetes") KubernetesLauncher launcher) {
        launcher.close();
    }

    /** A dry run: unknown fields, values out of range and missing rights come to light before the first run. */
    private static void tryOut(KubernetesClient client, WorkerTemplate template, String namespace) {
        try {
            client.resource(template.sample(namespace))
                    .dryRun()
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() < HttpURLConnection.HTTP_BAD_REQUEST
                    || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
                LOG.warnf("the API server cannot look at the worker's template yet: %s", e.getMessage());
                return;
            }
            throw new InvalidTemplateException(
                    "in namespace " + namespace, List.of("the API server refuses a Job of it: " + e.getMessage()));
        }
    }
}
