package dev.whetstone.artifacts.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the SDK's client. Java's own HTTP suffices, and brings no second Netty into the services. */
final class Clients {

    private Clients() {}

    static S3Client create(S3Settings settings, Limits limits, AwsCredentialsProvider credentials) {
        S3ClientBuilder client = S3Client.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(limits.connecting())
                        .socketTimeout(limits.silence()))
                .overrideConfiguration(
                        all -> all.retryStrategy(limits.retries()).apiCallTimeout(limits.answering()))
                // Checksums are given where they are wanted: every artifact's and every part's SHA-256.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .forcePathStyle(settings.pathStyle());
        settings.endpoint().ifPresent(client::endpointOverride);
        settings.region()
                .or(() -> settings.endpoint().map(_ -> "us-east-1"))
                .ifPresent(region -> client.region(Region.of(region)));
        try {
            return client.build();
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    "no client for bucket " + settings.bucket() + ": " + e.getMessage() + "; set " + S3Settings.REGION,
                    e);
        }
    }
}
