/** The one instruction that improves the next frame most. The person in front of the camera sees it. */
export type FaceGuidance =
  | 'look_here'
  | 'step_closer'
  | 'step_back'
  | 'one_person'
  | 'centre'
  | 'face_camera'
  | 'more_light'
  | 'less_light'
  | 'hold_still'
  | 'open_eyes'
  | 'uncover_face'
  | 'looking_good'
  // The poses of an enrolment, in the person's own left and right.
  | 'turn_a_little_left'
  | 'turn_a_little_right'
  | 'turn_back_a_little';
