/** The peer's cases, by name: each must be a test of ours. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const CHAIN = `schedule_para_init_rejects_empty_code code_upgrade_applied_after_delay
  upgrade_strategy_apply_at_expected_block_works code_upgrade_applied_after_delay_even_when_late
  submit_code_change_when_not_allowed_is_err upgrade_restriction_elapsed_doesnt_mean_can_upgrade
  full_parachain_cleanup_storage cannot_offboard_ongoing_pvf_check para_incoming_at_session
  code_hash_at_returns_up_to_end_of_code_retention_period code_ref_is_cleaned_correctly
  pvf_check_coalescing_onboarding_and_upgrade pvf_check_onboarding_reject_on_expiry pvf_check_upgrade_reject
  pvf_check_submit_vote include_pvf_check_statement_refunds_weight
  add_trusted_validation_code_inserts_with_no_users add_trusted_validation_code_idempotent
  add_trusted_validation_code_insta_approval add_trusted_validation_code_enacts_existing_pvf_vote
  poke_unused_validation_code_removes_code_cleanly poke_unused_validation_code_doesnt_remove_code_with_users
  para_past_code_pruning note_past_code_sets_up_pruning_correctly most_recent_context`;
const NODE = `concludes_correctly reacts_to_new_pvfs_in_heads no_new_session_no_validators_request
  activation_of_descendant_leaves_pvfs_in_view reactivating_pvf_leads_to_second_check dont_double_vote_for_pvfs_in_view
  judgements_come_out_of_order dont_vote_until_a_validator resign_on_session_change dont_resign_if_not_us
  api_not_supported not_supported_api_becomes_supported unexpected_pvf_check_judgement
  dont_abstain_for_nondeterministic_pvfcheck_failure`;

test('every case of the peer is a test here, under its name', () => {
  for (const [folder, names] of [
    ['chain', CHAIN],
    ['subsystem', NODE],
  ] as const) {
    const at = new URL(`./${folder}/`, import.meta.url);
    const tests = readdirSync(at).filter((file) => file.endsWith('.test.ts'));
    const text = tests.map((file) => readFileSync(new URL(file, at), 'utf8')).join('\n');
    const missing = names.split(/\s+/).filter((name) => !new RegExp(`^test\\('${name}'`, 'm').test(text));
    expect(missing).toEqual([]);
  }
});
