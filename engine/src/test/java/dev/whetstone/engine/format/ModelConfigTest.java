package dev.whetstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ModelConfigTest {

    private static final String GOOD = "{'architectures':['LlamaForCausalLM'],'model_type':'llama','vocab_size':100,"
            + "'hidden_size':64,'intermediate_size':128,'num_hidden_layers':2,'num_attention_heads':8,"
            + "'num_key_value_heads':2,'max_position_embeddings':256,'rms_norm_eps':1e-05,'hidden_act':'silu',"
            + "'rope_theta':10000.0,'tie_word_embeddings':true,'bos_token_id':1,'eos_token_id':2,'attention_bias':false}";

    @TempDir
    Path directory;

    @Test
    void aLlamaIsRead() throws IOException {
        ModelConfig config = read(GOOD);
        assertThat(config.headDimension()).isEqualTo(8);
        assertThat(config.groupSize()).isEqualTo(4);
        assertThat(config.keyValueWidth()).isEqualTo(16);
        assertThat(config.tiedHead()).isTrue();
        assertThat(config.eosTokens()).containsExactly(2);
        assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.None());
    }

    @Test
    void theFormOfTransformers5IsReadToo() throws IOException {
        ModelConfig config = read(GOOD.replace(
                "'rope_theta':10000.0",
                "'rope_parameters':{'rope_theta':500000.0,"
                        + "'rope_type':'llama3','factor':32.0,'low_freq_factor':1.0,'high_freq_factor':4.0,"
                        + "'original_max_position_embeddings':8192}"));
        assertThat(config.ropeTheta()).isEqualTo(500_000);
        assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Llama3(32, 1, 4, 8192));
    }

    @Test
    void missingSizesHaveTheDefaultsOfTransformers() throws IOException {
        ModelConfig config = read(GOOD.replace("'num_key_value_heads':2,", "")
                .replace("'tie_word_embeddings':true,", "")
                .replace("'rope_theta':10000.0,", ""));
        assertThat(config.keyValueHeads()).isEqualTo(8);
        assertThat(config.tiedHead()).isFalse();
        assertThat(config.ropeTheta()).isEqualTo(10_000);
    }

    @Test
    void theGenerationConfigDecidesWhatEndsAGeneration() throws IOException {
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\":[2,7]}");
        assertThat(read(GOOD).eosTokens()).containsExactly(2, 7);
    }

    /** Values of Transformers' ROPE_INIT_FUNCTIONS["llama3"] for head_dim 64, theta 500,000, factor 32. */
    @Test
    void frequenciesOfLlama3AreThoseOfTransformers() throws IOException {
        float[] frequencies = read(GOOD.replace("'hidden_size':64", "'hidden_size':64,'head_dim':64")
                        .replace(
                                "'rope_theta':10000.0",
                                "'rope_theta':500000.0,'rope_scaling':{'type':'llama3',"
                                        + "'factor':32.0,'low_freq_factor':1.0,'high_freq_factor':4.0,"
                                        + "'original_max_position_embeddings':8192}"))
                .inverseFrequencies();
        assertThat(frequencies).hasSize(32);
        double[] expected = {
            1.0, 0.016560440883040428, 0.0032114461064338684, 0.000429556705057621, 9.418306490260875e-08
        };
        int[] indices = {0, 10, 14, 16, 31};
        for (int i = 0; i < indices.length; i++) {
            assertThat((double) frequencies[indices[i]]).isCloseTo(expected[i], within(expected[i] * 1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'model_type':'llama' | 'model_type':'qwen2' | model_type: \"qwen2\" is not supported",
                "'model_type':'llama', |  | model_type: nothing is not supported",
                "['LlamaForCausalLM'] | ['MixtralForCausalLM'] | architectures",
                "'hidden_act':'silu' | 'hidden_act':'gelu' | hidden_act: \"gelu\" is not supported",
                "'attention_bias':false | 'attention_bias':true | attention_bias: true is not supported",
                "'attention_bias':false | 'mlp_bias':true | mlp_bias",
                "'attention_bias':false | 'pretraining_tp':2 | pretraining_tp",
                "'attention_bias':false | 'quantization_config':{'bits':4} | quantization_config",
                "'attention_bias':false | 'rope_scaling':{'rope_type':'yarn','factor':4.0} | rope_type: \"yarn\"",
                "'attention_bias':false | 'rope_scaling':{'rope_type':'linear'} | factor: is missing",
                "'attention_bias':false | 'rope_scaling':7 | rope_scaling: 7 is not an object",
                "'vocab_size':100, |  | vocab_size: is missing",
                "'vocab_size':100 | 'vocab_size':-1 | vocab_size: -1 is not a whole number",
                "'vocab_size':100 | 'vocab_size':99999999999 | vocab_size: 99999999999",
                "'vocab_size':100 | 'vocab_size':1.5 | vocab_size: 1.5",
                "'vocab_size':100 | 'vocab_size':'100' | vocab_size: \"100\"",
                "'num_key_value_heads':2 | 'num_key_value_heads':3 | no multiple of key-value heads 3",
                "'hidden_size':64 | 'hidden_size':60 | 60 is no multiple of 8 heads",
                "'rms_norm_eps':1e-05 | 'rms_norm_eps':0 | rms_norm_eps: 0 is not a positive number",
                "'eos_token_id':2 | 'eos_token_id':'end' | eos_token_id: \"end\" is not a token id",
                "'tie_word_embeddings':true | 'tie_word_embeddings':'yes' | neither true nor false",
                "'vocab_size':100 | 'vocab_size':100,'vocab_size':101 | Duplicate field",
            })
    void whatIsNotSupportedIsRefusedByName(String good, String bad, String message) {
        String text = GOOD.replace(good, bad == null ? "" : bad);
        assertThat(text).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }

    private ModelConfig read(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json.replace('\'', '"'));
        return ModelConfig.read(directory);
    }
}
