// libhdf5 for Swift: the identifiers that its headers define as macros, as functions.
#ifndef SACCADE_CHDF5_SHIM_H
#define SACCADE_CHDF5_SHIM_H

#include <hdf5.h>

static inline hid_t saccade_h5p_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t saccade_h5p_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t saccade_h5p_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t saccade_h5p_link_access(void) { return H5P_LINK_ACCESS; }
static inline hid_t saccade_h5p_dataset_access(void) { return H5P_DATASET_ACCESS; }
static inline hid_t saccade_h5p_default(void) { return H5P_DEFAULT; }
static inline hid_t saccade_h5s_all(void) { return H5S_ALL; }
static inline hid_t saccade_h5e_default(void) { return H5E_DEFAULT; }
static inline hsize_t saccade_h5s_unlimited(void) { return H5S_UNLIMITED; }
static inline unsigned saccade_h5f_acc_rdonly(void) { return H5F_ACC_RDONLY; }
static inline unsigned saccade_h5f_acc_trunc(void) { return H5F_ACC_TRUNC; }
static inline size_t saccade_h5t_variable(void) { return H5T_VARIABLE; }

static inline hid_t saccade_h5t_c_s1(void) { return H5T_C_S1; }
static inline hid_t saccade_h5t_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t saccade_h5t_std_i16le(void) { return H5T_STD_I16LE; }
static inline hid_t saccade_h5t_std_i64le(void) { return H5T_STD_I64LE; }
static inline hid_t saccade_h5t_std_u8le(void) { return H5T_STD_U8LE; }
static inline hid_t saccade_h5t_std_u16le(void) { return H5T_STD_U16LE; }
static inline hid_t saccade_h5t_std_u32le(void) { return H5T_STD_U32LE; }
static inline hid_t saccade_h5t_std_i32be(void) { return H5T_STD_I32BE; }
static inline hid_t saccade_h5t_std_u16be(void) { return H5T_STD_U16BE; }
static inline hid_t saccade_h5t_std_u64le(void) { return H5T_STD_U64LE; }

#endif
