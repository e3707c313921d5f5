"""The engines that judge every synth, and the CDK validation plugin that starts them."""
