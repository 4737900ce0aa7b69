package dev.whetstone.evaluation.output;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One stored answer. Bytes, because a model may answer with characters that a text column refuses. */
@Entity
@Table(name = "model_output")
class ModelOutput extends PanacheEntityBase {
    @Id
    private String key;

    private byte[] answer;

    @Column(name = "finish_reason")
    private String finishReason;

    @Column(name = "prompt_tokens")
    private int promptTokens;

    @Column(name = "completion_tokens")
    private int completionTokens;

    @Column(name = "generated_at")
    private Instant generatedAt;

    protected ModelOutput() {}

    /** The first answer under a key stays: a second runner that generated it too changes nothing. */
    static void keep(ResultKey key, Output output, Instant now) {
        getEntityManager()
                .createNativeQuery("""
                        INSERT INTO model_output (key, answer, finish_reason, prompt_tokens, completion_tokens, generated_at)
                        VALUES (:key, :answer, :finish, :prompt, :completion, :now) ON CONFLICT DO NOTHING""")
                .setParameter("key", key.digest().value())
                .setParameter("answer", output.text().getBytes(StandardCharsets.UTF_8))
                .setParameter("finish", output.finishReason())
                .setParameter("prompt", output.promptTokens())
                .setParameter("completion", output.completionTokens())
                .setParameter("now", now)
                .executeUpdate();
    }

    /** Those of {@code keys} that are there. */
    static Map<String, Output> among(Collection<String> keys) {
        Map<String, Output> found = new HashMap<>();
        List<ModelOutput> rows = list("key in ?1", keys);
        rows.forEach(row -> found.put(row.key, row.output()));
        return found;
    }

    private Output output() {
        return new Output(new String(answer, StandardCharsets.UTF_8), finishReason, promptTokens, completionTokens);
    }
}
